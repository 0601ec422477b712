import { Component, type ReactNode } from 'react'

/** What somebody wrote must not take the room away from its readers: what cannot be drawn is shown as it was written. */
export class PlainInstead extends Component<{ plain: ReactNode; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  /** React itself reports what was thrown. */
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }
  override render(): ReactNode {
    return this.state.hasFailed ? this.props.plain : this.props.children
  }
}
