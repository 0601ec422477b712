import type { EmojiPickerListComponents } from 'frimousse'
import { classes } from '../../ui/classes.ts'
import style from './PickerPanel.module.css'

/** The parts of the long list. Always the same object, so that rows are not made anew. */
export const PICKER_PARTS: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, className, ...rest }) => (
    <div {...rest} className={classes(style['category'], className)}>
      {category.label}
    </div>
  ),
  // The package counts from 0, ARIA from 1.
  Row: ({ className, children, 'aria-rowindex': row, ...rest }) => (
    <div {...rest} aria-rowindex={row === undefined ? undefined : row + 1} className={classes(style['row'], className)}>
      {children}
    </div>
  ),
  Emoji: ({ emoji, className, 'aria-colindex': column, ...rest }) => (
    <button
      type="button"
      {...rest}
      role="gridcell"
      aria-colindex={column === undefined ? undefined : column + 1}
      title={emoji.label}
      className={classes(style['emoji'], className)}
    >
      {emoji.emoji}
    </button>
  ),
}
