import style from './Spinner.module.css'

/** Something is being waited for. Shows only after a moment: what is quick does not flicker. */
export const Spinner = ({ label, size = 24 }: { label: string; size?: number }) => (
  <span role="status" className={style['spinner']}>
    <span className={style['ring']} style={{ width: size, height: size }} aria-hidden />
    <span className="visually-hidden">{label}</span>
  </span>
)
