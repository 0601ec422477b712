export const shareplay = {}
