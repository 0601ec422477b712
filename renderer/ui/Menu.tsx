import { Check, ChevronRight } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { classes } from './classes.ts'
import style from './Menu.module.css'

export type MenuProps = {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom' | 'left' | 'right'
  open?: boolean
  onOpenChange?(open: boolean): void
}

export function Menu({ trigger, children, align = 'end', side = 'bottom', open, onOpenChange }: MenuProps) {
  return (
    <Radix.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={style['menu']} align={align} side={side} sideOffset={4} collisionPadding={8} loop>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export type MenuItemProps = {
  children: ReactNode
  onSelect(): void
  icon?: ReactNode
  tone?: 'danger'
  shortcut?: string
  disabled?: boolean
}
export const MenuItem = ({ children, onSelect, icon, tone, shortcut, disabled }: MenuItemProps) => (
  <Radix.Item className={classes(style['item'], tone && style[tone])} onSelect={onSelect} disabled={disabled ?? false}>
    <span className={style['icon']}>{icon}</span>
    <span className={style['text']}>{children}</span>
    {shortcut ? <span className={style['shortcut']}>{shortcut}</span> : null}
  </Radix.Item>
)
export const MenuSeparator = () => <Radix.Separator className={style['separator']} />
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className={style['label']}>{children}</Radix.Label>
)

export const MenuRadioGroup = ({
  value,
  onChange,
  children,
}: {
  value: string
  onChange(value: string): void
  children: ReactNode
}) => (
  <Radix.RadioGroup value={value} onValueChange={onChange}>
    {children}
  </Radix.RadioGroup>
)
export const MenuRadioItem = ({ value, children }: { value: string; children: ReactNode }) => (
  <Radix.RadioItem className={style['item']} value={value}>
    <span className={style['icon']}>
      <Radix.ItemIndicator>
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </span>
    <span className={style['text']}>{children}</span>
  </Radix.RadioItem>
)
export const MenuSub = ({ label, icon, children }: { label: string; icon?: ReactNode; children: ReactNode }) => (
  <Radix.Sub>
    <Radix.SubTrigger className={style['item']}>
      <span className={style['icon']}>{icon}</span>
      <span className={style['text']}>{label}</span>
      <ChevronRight aria-hidden />
    </Radix.SubTrigger>
    <Radix.Portal>
      <Radix.SubContent className={style['menu']} sideOffset={4} collisionPadding={8}>
        {children}
      </Radix.SubContent>
    </Radix.Portal>
  </Radix.Sub>
)
