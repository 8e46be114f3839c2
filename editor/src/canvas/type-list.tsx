import { TextInput } from '@mantine/core';
import type { NodeGroup, NodeType } from '@sojourn/journey';
import { IconSearch } from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent, type PointerEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../words/language.js';
import { NodeIcon } from './node-icon.js';
import style from './type-list.module.css';

const GROUPS = [
  ['trigger', 'canvas.groupTrigger'],
  ['condition', 'canvas.groupCondition'],
  ['wait', 'canvas.groupWait'],
  ['message', 'canvas.groupMessage'],
  ['action', 'canvas.groupAction'],
  ['flow', 'canvas.groupFlow'],
] as const satisfies readonly (readonly [NodeGroup, string])[];

interface Props {
  types: readonly NodeType[];
  choose: (type: NodeType) => void;
  grab?: (type: NodeType, event: PointerEvent) => void;
  /** Shows what each type does. */
  roomy?: boolean;
  autoFocus?: boolean;
  input?: Ref<HTMLInputElement>;
}

/** Node types by group with type-ahead: type, move with the arrow keys, choose with Enter. */
export function TypeList({ types, choose, grab, roomy, autoFocus, input }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const list = useId();
  const [sought, seek] = useState('');
  const [active, setActive] = useState(0);
  const shown = matching(types, sought);
  const current = shown[Math.min(active, shown.length - 1)];

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((shown.indexOf(current!) + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && current) {
      event.preventDefault();
      choose(current);
      seek('');
      setActive(0);
    }
  }

  return (
    <div className={style.list}>
      <TextInput
        ref={input}
        value={sought}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          seek(typed);
          setActive(bestOf(matching(types, typed), typed));
        }}
        onKeyDown={press}
        placeholder={t('canvas.find')}
        aria-label={t('canvas.find')}
        leftSection={<IconSearch size={14} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={current && `${list}-${current.type}`}
        data-autofocus={autoFocus || undefined}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a picker is opened in order to type into it
        autoFocus={autoFocus}
      />
      <div id={list} role="listbox" aria-label={t('canvas.palette')} className={style.options}>
        {shown.length === 0 && <p className={style.nothing}>{t('canvas.nothingFound')}</p>}
        {GROUPS.map(([group, label]) => {
          const own = shown.filter((type) => type.group === group);
          if (own.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={t(label)}>
              <div className={style.group}>{t(label)}</div>
              {own.map((type) => (
                <div
                  key={type.type}
                  id={`${list}-${type.type}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={type === current}
                  className={style.option}
                  data-active={(type === current && (autoFocus || sought !== '')) || undefined}
                  data-type={type.type}
                  data-testid={grab ? 'palette-item' : 'picker-item'}
                  title={words(type.about)}
                  onPointerDown={(event) => grab?.(type, event)}
                  onClick={() => choose(type)}
                  onKeyDown={(event) => event.key === 'Enter' && choose(type)}
                >
                  <NodeIcon type={type} />
                  <span className={style.texts}>
                    <span className={style.name}>{words(type.title)}</span>
                    {roomy && <span className={style.about}>{words(type.about)}</span>}
                  </span>
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The place of the type one most likely means: called so, beginning so, with a word beginning so, holding it. */
function bestOf(types: readonly NodeType[], sought: string): number {
  const wanted = sought.trim().toLowerCase();
  const likeness = ({ title }: NodeType) =>
    Math.max(
      ...[title.en, title.zh].map((name) => {
        const text = name.toLowerCase();
        if (text === wanted) return 4;
        if (text.startsWith(wanted)) return 3;
        if (text.split(/[\s/-]+/).some((word) => word.startsWith(wanted))) return 2;
        return text.includes(wanted) ? 1 : 0;
      }),
    );
  const best = Math.max(0, ...types.map(likeness));
  return Math.max(
    0,
    types.findIndex((type) => likeness(type) === best),
  );
}

/** Types that have all the words sought in their title, explanation or name, in either language, in group order. */
function matching(types: readonly NodeType[], sought: string): NodeType[] {
  const parts = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const order = (type: NodeType) => GROUPS.findIndex(([group]) => group === type.group);
  return types
    .filter(({ type, title, about }) => {
      const text = [type, title.en, title.zh, about.en, about.zh].join(' ').toLowerCase();
      return parts.every((part) => text.includes(part));
    })
    .toSorted((a, b) => order(a) - order(b));
}
