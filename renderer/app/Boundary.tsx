import { Component, type ReactNode } from 'react'
import { Broken } from './Broken.tsx'

/** Catches what a view throws while it is drawn: one sentence and a way out, instead of an empty page. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error('nothing was thrown') }
  }
  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />
  }
}
