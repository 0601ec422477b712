/** A `ref` for what one came to fill in: it has the focus before a dialog could give it to its first button. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus()
