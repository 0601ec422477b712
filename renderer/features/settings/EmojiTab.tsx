import { ManageEmojis } from '../emoji/ManageEmojis.tsx'
import style from './Card.module.css'

/** The room's emojis bring their own heading. */
export const EmojiTab = () => (
  <div className={style['card']}>
    <ManageEmojis />
  </div>
)
