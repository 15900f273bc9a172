import { Button, Segmented } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { SystemName } from '~/features/system/SystemSelect';
import { FilterBar } from '~/ui/FilterBar';
import { DraftNotice, UnsavedGuard } from '~/ui/forms';
import type { FilterDef } from '~/ui/table/model';
import { useTableState } from '~/ui/table/query';
import { EmptyState } from '~/ui/views';
import type { Controls, System } from './api';
import { ControlGroups } from './ControlGroups';
import { narrowed } from './controls';
import { GapPlan } from './GapPlan';
import { useGroupName } from './groupName';
import { systemPath } from './model';
import { SaveBar } from './SaveBar';
import { ScoreStrip } from './ScoreStrip';
import { type Editing, useEdits } from './useEdits';

/** Begins the names of what stands in the URL: the page of a system has several lists. */
const PREFIX = 'c_';
const VIEWS = ['list', 'plan'] as const;
const ALL: ReadonlySet<string> = new Set();

/** A checklist with its answers: as groups to work through, and as a plan of what is still to be done. */
export function Checklist({
  system,
  found,
  regime,
  level,
}: {
  system: System;
  found: Controls;
  regime: string;
  level: number;
}) {
  const { t } = useTranslation(['protection', 'system']);
  const [params, setParams] = useSearchParams();
  const editing = useEdits(system.id, found, regime, level);
  const [open, setOpen] = useState<ReadonlySet<string>>(ALL);
  const view = params.get(`${PREFIX}view`) === 'plan' ? 'plan' : 'list';
  const show = (next: string, keep: boolean) =>
    setParams(
      (old) => {
        const params = new URLSearchParams(old);
        if (!keep) for (const key of ['q', 'gaps', 'group']) params.delete(PREFIX + key);
        if (next === 'plan') params.set(`${PREFIX}view`, next);
        else params.delete(`${PREFIX}view`);
        return params;
      },
      { replace: true, preventScrollReset: true },
    );
  const [wanted, setWanted] = useState<string>();
  return (
    <div className="pr-checklist">
      <UnsavedGuard dirty={editing.number > 0} />
      <p className="cl-quiet">
        {t(`protection:regime.${regime}`, { defaultValue: regime })} · {t('system:level', { level })}
      </p>
      {found.host_system_id && (
        <p className="cl-notice">
          <span>
            {t('protection:controls.hosted')}{' '}
            <Link to={systemPath(found.host_system_id, 'controls')}>
              <SystemName id={found.host_system_id} />
            </Link>
          </span>
        </p>
      )}
      {found.score && <ScoreStrip score={found.score} found={found} />}
      {found.may_change && <DraftNotice draft={editing.draft} onRestore={editing.restore} />}
      <Segmented
        className="pr-views"
        aria-label={t('protection:controls.view')}
        value={view}
        options={VIEWS.map((value) => ({ value, label: t(`protection:controls.view_${value}`) }))}
        onChange={(next) => {
          setWanted(undefined);
          show(String(next), true);
        }}
      />
      {view === 'plan' ? (
        <GapPlan
          groups={found.groups}
          onOpen={(item) => {
            setOpen((old) => new Set(old).add(item));
            setWanted(item);
            show('list', false);
          }}
        />
      ) : (
        <List
          system={system.id}
          found={found}
          regime={regime}
          level={level}
          editing={editing}
          open={open}
          setOpen={setOpen}
          wanted={wanted}
        />
      )}
      {found.may_change && <SaveBar editing={editing} />}
    </div>
  );
}

function List({
  system,
  found,
  regime,
  level,
  editing,
  open,
  setOpen,
  wanted,
}: {
  system: string;
  found: Controls;
  regime: string;
  level: number;
  editing: Editing;
  open: ReadonlySet<string>;
  setOpen: (change: (old: ReadonlySet<string>) => ReadonlySet<string>) => void;
  wanted: string | undefined;
}) {
  const { t } = useTranslation(['protection', 'ui']);
  const nameOf = useGroupName();
  const box = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(ALL);
  const filters = useMemo<FilterDef[]>(
    () => [
      { key: 'gaps', label: t('protection:controls.only_gaps'), kind: 'flag' },
      {
        key: 'group',
        label: t('protection:controls.groups'),
        kind: 'multi',
        options: found.groups.map((group) => ({ value: group.code, label: nameOf(group) })),
      },
    ],
    [t, nameOf, found.groups],
  );
  const state = useTableState(filters, { prefix: PREFIX });
  const { search, filters: chosen } = state.query;
  const groups = useMemo(
    () =>
      narrowed(
        found.groups,
        { gaps: chosen.gaps?.[0] === 'true', groups: chosen.group ?? [], search },
        editing.edits,
      ),
    [found.groups, chosen, search, editing.edits],
  );
  const shown = groups.reduce((sum, group) => sum + group.items.length, 0);
  const allFolded = groups.every((group) => folded.has(group.code));
  return (
    <div ref={box}>
      <FilterBar
        state={state}
        filters={filters}
        placeholder={t('protection:controls.search')}
        extra={
          <>
            <span className="cl-quiet cl-figures" aria-live="polite">
              {t('protection:controls.items', { count: shown })}
            </span>
            <Button
              onClick={() => setFolded(allFolded ? ALL : new Set(found.groups.map((group) => group.code)))}
            >
              {t(allFolded ? 'protection:controls.unfold' : 'protection:controls.fold')}
            </Button>
          </>
        }
      />
      {shown === 0 && (
        <EmptyState
          title={t('ui:table.nothing_found')}
          text={t('ui:table.nothing_found_text')}
          action={<Button onClick={state.clear}>{t('ui:table.clear')}</Button>}
        />
      )}
      <ControlGroups
        box={box}
        system={system}
        regime={regime}
        level={level}
        groups={groups}
        editing={editing}
        editable={found.may_change}
        folded={folded}
        setFolded={setFolded}
        open={open}
        setOpen={setOpen}
        wanted={wanted}
      />
    </div>
  );
}
