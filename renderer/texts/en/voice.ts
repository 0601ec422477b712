export const voice = {}
