import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import style from './Tabs.module.css'

export type TabsProps<V extends string> = {
  label: string
  tabs: readonly { value: V; label: string; icon?: ReactNode }[]
  value: V
  onChange(value: V): void
  children: ReactNode
}

export function Tabs<V extends string>({ label, tabs, value, onChange, children }: TabsProps<V>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(chosen) => {
        const tab = tabs.find((one) => one.value === chosen)
        if (tab) onChange(tab.value)
      }}
    >
      <Radix.List className={style['list']} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={style['tab']}>
            {tab.icon}
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className={style['panel']}>
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
