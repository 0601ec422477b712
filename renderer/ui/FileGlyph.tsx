import style from './FileGlyph.module.css'

export const FileGlyph = () => (
  <svg viewBox="0 0 32 36" width="32" height="36" className={style['glyph']} aria-hidden>
    <path d="M4 2h16l8 8v22a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z" />
    <path d="M20 2v8h8" />
    <path d="M10 18h12M10 23h12M10 28h7" />
  </svg>
)
