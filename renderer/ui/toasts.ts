/** A notice that comes and goes; `action` is one way out. */
export type Toast = {
  readonly id: string
  readonly tone: 'info' | 'ok' | 'warn' | 'danger'
  readonly text: string
  readonly action?: { readonly label: string; run(): void }
}
const MOST = 4

/** The notices on screen, newest last: at most four, and the same text once. */
export class Toasts {
  #list: readonly Toast[] = []
  #count = 0
  readonly #listeners = new Set<() => void>()

  readonly getSnapshot = (): readonly Toast[] => this.#list
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  show(toast: Omit<Toast, 'id'>): string {
    const id = String(++this.#count)
    const others = this.#list.filter(({ text }) => text !== toast.text)
    this.#set([...others, { ...toast, id }].slice(-MOST))
    return id
  }
  dismiss(id: string): void {
    this.#set(this.#list.filter((toast) => toast.id !== id))
  }
  #set(list: readonly Toast[]): void {
    this.#list = list
    for (const listener of this.#listeners) listener()
  }
}
