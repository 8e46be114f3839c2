import { Tabs as MantineTabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAddress } from './address.js';
import style from './tabs.module.css';

export interface Tab {
  id: string;
  label: string;
  draw: () => ReactNode;
}

/** Tabs whose choice stands in the address. Changing them leaves the other parts of the address behind. */
export function Tabs({ label, tabs, changed }: { label: string; tabs: readonly Tab[]; changed?: () => void }) {
  const [search, change] = useAddress();
  const chosen = tabs.find(({ id }) => id === search.tab) ?? tabs[0]!;
  const choose = (id: string | null) => {
    const emptied = Object.fromEntries(Object.keys(search).map((key) => [key, undefined]));
    changed?.();
    change({ ...emptied, tab: id === tabs[0]!.id ? undefined : (id ?? undefined) });
  };
  return (
    <MantineTabs value={chosen.id} onChange={choose} keepMounted={false}>
      <MantineTabs.List aria-label={label} className={style.list}>
        {tabs.map(({ id, label: name }) => (
          <MantineTabs.Tab key={id} value={id}>
            {name}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {tabs.map(({ id, draw }) => (
        <MantineTabs.Panel key={id} value={id}>
          {id === chosen.id && draw()}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  );
}
