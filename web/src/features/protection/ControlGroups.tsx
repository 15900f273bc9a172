import { type RefObject, useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type PageKeys, usePageKeys } from '~/app/shell/keyboard';
import { formatNumber } from '~/ui/format';
import type { ControlGroup } from './api';
import { ControlRow } from './ControlRow';
import { ANSWERS, tally } from './controls';
import { useGroupName } from './groupName';
import { useRowKeys } from './rowKeys';
import type { Editing } from './useEdits';

type Keys = ReadonlySet<string>;

export function toggled(keys: Keys, key: string): Keys {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The groups of a checklist, which fold, and their items. */
export function ControlGroups({
  box,
  system,
  regime,
  level,
  groups,
  editing,
  editable,
  folded,
  setFolded,
  open,
  setOpen,
  wanted,
}: {
  box: RefObject<HTMLDivElement | null>;
  system: string;
  regime: string;
  level: number;
  groups: readonly ControlGroup[];
  editing: Editing;
  editable: boolean;
  folded: Keys;
  setFolded: (change: (old: Keys) => Keys) => void;
  open: Keys;
  setOpen: (change: (old: Keys) => Keys) => void;
  /** The item one has come for. */
  wanted: string | undefined;
}) {
  const { t } = useTranslation('protection');
  const nameOf = useGroupName();
  const toggle = useCallback((item: string) => setOpen((old) => toggled(old, item)), [setOpen]);
  const { change, forget, attach } = editing;
  useRowKeys(box, {
    answer: (item, at) => {
      const answer = ANSWERS[at];
      if (editable && answer) change(item, { answer });
    },
    toggle,
    close: (item) => setOpen((old) => (old.has(item) ? toggled(old, item) : old)),
  });
  usePageKeys(useKeysText(editable));
  useEffect(() => {
    if (!wanted) return;
    const rows = box.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [];
    const row = [...rows].find((one) => one.dataset.item === wanted);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'center' });
  }, [box, wanted]);
  const faulty = new Set(editing.faults);
  const clashing = new Set(editing.clashes);
  return (
    <>
      {groups.map((group) => {
        const isFolded = folded.has(group.code);
        return (
          <section key={group.code} className="pr-group" aria-label={nameOf(group)}>
            <h3>
              <button
                type="button"
                className="pr-group-head"
                aria-expanded={!isFolded}
                onClick={() => setFolded((old) => toggled(old, group.code))}
              >
                <span>{nameOf(group)}</span>
                <GroupTally group={group} />
              </button>
            </h3>
            {!isFolded && (
              <ul>
                {group.items.map((control) => (
                  <ControlRow
                    key={control.item}
                    system={system}
                    regime={regime}
                    level={level}
                    control={control}
                    edit={editing.edits[control.item]}
                    file={editing.files[control.item]}
                    faulty={faulty.has(control.item)}
                    clashing={clashing.has(control.item)}
                    open={open.has(control.item)}
                    editable={editable}
                    onChange={change}
                    onForget={forget}
                    onFile={attach}
                    onToggle={toggle}
                  />
                ))}
              </ul>
            )}
          </section>
        );
      })}
      {editable && <p className="cl-help pr-keys">{t('controls.keys_hint')}</p>}
    </>
  );
}

function GroupTally({ group }: { group: ControlGroup }) {
  const { t } = useTranslation('protection');
  const { met, not_applicable, partly, unmet, unanswered } = useMemo(() => tally(group.items), [group]);
  const gaps = partly + unmet + unanswered;
  return (
    <span className="pr-tally cl-figures" data-gaps={gaps > 0 || undefined}>
      {t('controls.group_met', {
        met: formatNumber(met),
        applies: formatNumber(group.items.length - not_applicable),
      })}
      {gaps > 0 && ` · ${t('controls.group_gaps', { count: gaps, number: formatNumber(gaps) })}`}
    </span>
  );
}

function useKeysText(editable: boolean): PageKeys {
  const { t } = useTranslation('protection');
  return useMemo(
    () => ({
      title: t('controls.view_list'),
      keys: [
        ...(editable
          ? ANSWERS.map((answer, at) => ({ key: String(at + 1), text: t(`controls.answer.${answer}`) }))
          : []),
        { key: 'Enter', text: t('controls.key_details') },
      ],
    }),
    [t, editable],
  );
}
