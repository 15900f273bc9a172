import './review.css';
import { PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, message, Segmented, Select, Skeleton } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, versioned } from '~/api/client';
import { can, useSession } from '~/app/session';
import { useObjectCrumb } from '~/app/shell/crumbs';
import { dialogIsOpen, isTyping, singleKeysOn } from '~/app/shell/keyboard';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Tabs } from '~/ui/Tabs';
import { usePhone } from '~/ui/usePhone';
import { EmptyState } from '~/ui/views';
import {
  changeOf,
  type Item,
  itemsQuery,
  type Party,
  reread,
  takeItems,
  textQuery,
  type VersionDetail,
  versionQuery,
} from '../api';
import { StateTag } from '../words';
import { ApproveDialog } from './ApproveDialog';
import { ItemCard, type Step } from './ItemCard';
import { DayInput, EMPTY, ItemForm } from './ItemForm';
import { group, unresolved, VIEWS, type View, wantsLook } from './model';
import { PartyDialog } from './PartyDialog';
import { SourcePane } from './SourcePane';
import { MergeDialog, SplitDialog } from './SplitDialog';

type Dialog =
  | { kind: 'edit' | 'split' | 'add'; item: Item }
  | { kind: 'addFirst' }
  | { kind: 'party'; item: Item; party: Party }
  | { kind: 'merge' | 'approve' };

/** Source on the left, understanding on the right; nothing is active until a person approves. */
export function Component() {
  const { version = '' } = useParams();
  const { t } = useTranslation(['plan', 'common', 'errors']);
  const session = useSession();
  const client = useQueryClient();
  const phone = usePhone();
  const [toast, holder] = message.useMessage();
  const head = useQuery(versionQuery(version));
  const text = useQuery(textQuery(version));
  const list = useQuery(itemsQuery(version));
  const detail = head.data?.value;
  const items = list.data?.items ?? NONE;
  const names = list.data?.agencies ?? NO_NAMES;
  const open = detail?.state === 'in_review' && can(session, 'plan.review');
  useObjectCrumb(detail?.plan_title);

  const [view, setView] = useState<View>('first');
  const [kinds, setKinds] = useState<string[]>([]);
  const [active, setActive] = useState<string>();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [dialog, setDialog] = useState<Dialog>();
  const [side, setSide] = useState<'source' | 'items'>('items');
  const [problem, setProblem] = useState<unknown>();
  const [working, setWorking] = useState(false);

  // What wanted a look when the view was opened: an item does not jump away when it is marked.
  const [first, setFirst] = useState<ReadonlySet<string>>();
  const loaded = list.data !== undefined;
  useEffect(() => {
    if (!loaded) return;
    const wanted =
      view === 'unresolved'
        ? (i: Item) => unresolved(i).length > 0
        : view === 'past'
          ? (i: Item) => i.past
          : wantsLook;
    setFirst(new Set(items.filter((i) => i.review !== 'removed' && wanted(i)).map((i) => i.id)));
  }, [loaded, view]);

  const groups = useMemo(
    () => (first ? group(items, view, first, new Set(kinds)) : []),
    [items, view, first, kinds],
  );
  const order = useMemo(() => groups.flatMap((g) => g.items), [groups]);
  useEffect(() => {
    if (active === undefined && order[0]) setActive(order[0].id);
  }, [active, order]);

  const show = useCallback((id: string, scroll = true) => {
    setActive(id);
    if (scroll)
      requestAnimationFrame(() =>
        document.getElementById(`item-${id}`)?.scrollIntoView({ block: 'nearest' }),
      );
  }, []);
  const fromSource = useCallback(
    (id: string) => {
      if (phone) setSide('items');
      show(id);
    },
    [phone, show],
  );

  async function run(work: () => Promise<void>) {
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(error);
      void list.refetch();
      void head.refetch();
    } finally {
      setWorking(false);
    }
  }
  const take = (changed: Item) => takeItems(client, version, [changed], changed.agencies ?? {});

  const step = useCallback(
    (what: Step, item: Item) => {
      const params = { path: { item: item.id }, header: { 'if-match': `"${item.version}"` } };
      if (what === 'edit' || what === 'split' || what === 'add') setDialog({ kind: what, item });
      else if (what === 'merge')
        setPicked((old) => (old.includes(item.id) ? old.filter((id) => id !== item.id) : [...old, item.id]));
      else if (what === 'check')
        void run(async () => {
          const checked = item.review !== 'checked';
          const done = await data(
            api.POST('/api/v1/plans/versions/{version}/check', {
              params: { path: { version } },
              body: { items: [{ id: item.id, version: item.version }], checked },
            }),
          );
          takeItems(client, version, done.items, done.agencies);
        });
      else if (what === 'remove')
        void run(async () => {
          const gone = await data(api.POST('/api/v1/plans/items/{item}/remove', { params }));
          take(gone);
          const undo = () => {
            toast.destroy(item.id);
            step('restore', gone);
          };
          toast.open({
            key: item.id,
            duration: 8,
            content: (
              <>
                {t('plan:review.removed_toast', { path: item.path })}{' '}
                <Button size="small" type="link" onClick={undo}>
                  {t('plan:step.undo')}
                </Button>
              </>
            ),
          });
        });
      else if (what === 'restore')
        void run(async () => take(await data(api.POST('/api/v1/plans/items/{item}/restore', { params }))));
      else if (what === 'up' || what === 'down')
        void run(async () => {
          const all = items.filter((i) => i.review !== 'removed');
          const at = all.findIndex((i) => i.id === item.id);
          const after = what === 'down' ? all[at + 1] : all[at - 2];
          if ((what === 'down' && !after) || (what === 'up' && at <= 0)) return;
          await api.POST('/api/v1/plans/items/{item}/move', {
            params: { path: { item: item.id } },
            body: { after: after?.id ?? null },
          });
          await reread(client, version);
          show(item.id);
        });
    },
    [client, version, items, show, t, toast],
  );
  const party = useCallback((item: Item, p: Party) => setDialog({ kind: 'party', item, party: p }), []);

  // The panes fill what the shell leaves of the window.
  const measure = useCallback((box: HTMLDivElement | null) => {
    if (box)
      box.style.setProperty('--pl-top', `${Math.round(box.getBoundingClientRect().top + window.scrollY)}px`);
  }, []);

  const live = useRef({ order, active, open, step, show, toSource: () => setSide('source') });
  live.current = { order, active, open, step, show, toSource: () => setSide('source') };
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || !singleKeysOn()) return;
      if (isTyping(event) || dialogIsOpen()) return;
      const now = live.current;
      const at = now.order.findIndex((i) => i.id === now.active);
      const item = now.order[at];
      if (event.key === 'j' || event.key === 'k') {
        const next =
          now.order[Math.max(0, Math.min(now.order.length - 1, at + (event.key === 'j' ? 1 : -1)))];
        if (next) now.show(next.id);
      } else if (item && now.open && event.key in KEYS) {
        const what = KEYS[event.key];
        if (what) now.step(what, item);
        if (event.key === 'x') {
          const next = now.order[at + 1];
          if (next) now.show(next.id);
        }
      } else return;
      event.preventDefault();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const failure = head.error ?? list.error ?? text.error;
  if (failure)
    return (
      <div className="cl-page">
        <ProblemAlert
          problem={failure}
          onRetry={() => {
            void head.refetch();
            void list.refetch();
            void text.refetch();
          }}
        />
      </div>
    );
  if (!detail || !list.data || text.data === undefined)
    return (
      <div className="cl-page">
        <Skeleton active paragraph={{ rows: 12 }} />
      </div>
    );

  const { counts } = detail;
  const pickedItems = picked.flatMap((id) => items.find((i) => i.id === id) ?? []);
  const late = items.filter((i) => i.past);
  const viewOptions = VIEWS.filter(
    (v) => (v !== 'removed' || counts.removed > 0) && (v !== 'past' || counts.past > 0 || view === 'past'),
  ).map((value) => ({
    value,
    label: t(`plan:review.view.${value}`, {
      count:
        value === 'first'
          ? counts.to_look_at
          : value === 'unresolved'
            ? counts.unresolved_items
            : value === 'removed'
              ? counts.removed
              : value === 'past'
                ? counts.past
                : counts.items,
    }),
  }));

  const source = (
    <section aria-label={t('plan:review.source')}>
      <div className="pl-bar">
        <h2>{t('plan:review.source')}</h2>
        <span className="cl-quiet">{detail.recognised && t('plan:review.recognised')}</span>
        {detail.has_file && (
          <a href={`/api/v1/plans/versions/${version}/file`} style={{ marginLeft: 'auto' }}>
            {t('plan:review.download')}
          </a>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="pl-scroll" tabIndex={0}>
        <SourcePane text={text.data} items={items} active={active} onPick={fromSource} />
      </div>
    </section>
  );
  const understood = (
    <section aria-label={t('plan:review.understood')}>
      <div className="pl-bar">
        <Segmented
          size="small"
          className="pl-views"
          value={view}
          options={viewOptions}
          onChange={(value) => setView(value)}
        />
        <Select
          mode="multiple"
          size="small"
          allowClear
          maxTagCount="responsive"
          style={{ minWidth: 96, flex: '0 1 110px' }}
          placeholder={t('plan:review.all_kinds')}
          aria-label={t('plan:review.all_kinds')}
          value={kinds}
          onChange={setKinds}
          options={['target', 'task', 'assignment', 'obligation'].map((value) => ({
            value,
            label: t(`plan:kind_item.${value}`),
          }))}
        />
        {open && (
          <Button
            size="small"
            icon={<PlusOutlined />}
            aria-label={t('plan:step.add_short')}
            title={t('plan:step.add_short')}
            onClick={() => setDialog({ kind: 'addFirst' })}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
      <div className="pl-scroll pl-list" tabIndex={0}>
        {problem !== undefined && (
          <div className="pl-pad">
            <ProblemAlert problem={problem} />
          </div>
        )}
        {groups.map((g) => (
          <div key={g.key} className="pl-group" data-first={g.first || undefined}>
            <h3 title={g.heading}>
              {g.first
                ? t('plan:review.first', { count: g.items.length })
                : [g.path, g.heading].filter(Boolean).join('. ') || t('plan:review.no_part')}
            </h3>
            {g.items.map((item) => (
              <ItemCard
                key={item.id}
                item={item}
                active={item.id === active}
                picked={picked.includes(item.id)}
                open={open}
                sureFrom={detail.sure_from}
                names={names}
                onActivate={setActive}
                onStep={step}
                onParty={party}
              />
            ))}
          </div>
        ))}
        {groups.length === 0 && (
          <EmptyState
            title={t(items.length === 0 ? 'plan:review.empty' : 'plan:review.nothing_here')}
            text={t(items.length === 0 ? 'plan:review.empty_text' : 'plan:review.nothing_here_text')}
          />
        )}
      </div>
    </section>
  );

  return (
    <div className="pl-review" ref={measure}>
      {holder}
      <div className="pl-head">
        <h1>{detail.plan_title}</h1>
        <span className="pl-when">
          <StateTag state={detail.state} of="version_state" />
          {t('plan:review.version', { ordinal: detail.ordinal })}
        </span>
        <span className="pl-when">
          {t('plan:review.resolved_on')}
          {open ? (
            <DayInput
              label={t('plan:review.resolved_on')}
              value={detail.resolved_on ?? undefined}
              onChange={(on) =>
                void run(async () => {
                  await api.POST('/api/v1/plans/versions/{version}/resolve', {
                    params: { path: { version } },
                    body: { on },
                  });
                  await reread(client, version);
                })
              }
            />
          ) : (
            detail.resolved_on?.split('-').reverse().join('/')
          )}
        </span>
        {detail.current_version_id && (
          <Link to={`/ke-hoach/ban/${version}/so-sanh`}>{t('plan:review.compare')}</Link>
        )}
        <Link to={`/ke-hoach/${detail.plan_id}`}>{t('plan:review.to_plan')}</Link>
      </div>
      <Notes notes={detail.notes} />
      {phone ? (
        <>
          <Tabs
            activeKey={side}
            onChange={(key) => setSide(key as 'source' | 'items')}
            centered
            items={[
              { key: 'items', label: t('plan:review.understood') },
              { key: 'source', label: t('plan:review.source') },
            ]}
          />
          <div className="pl-panes">{side === 'source' ? source : understood}</div>
        </>
      ) : (
        <div className="pl-panes">
          {source}
          {understood}
        </div>
      )}
      <div className="pl-foot">
        <span className="pl-counts" aria-live="polite">
          <strong>{t('plan:review.items', { count: counts.items })}</strong>
          {' · '}
          {t('plan:review.to_look_at', { count: counts.to_look_at })}
          {detail.unresolved.length > 0 && (
            <>
              {' · '}
              {t('plan:review.names', { count: detail.unresolved.length })}
            </>
          )}
          {!phone && open && (
            <span className="cl-quiet">
              {' '}
              <kbd>j</kbd> <kbd>k</kbd> {t('plan:review.keys')}
            </span>
          )}
        </span>
        {open && picked.length > 0 && (
          <Button onClick={() => setPicked([])}>{t('plan:review.unpick', { count: picked.length })}</Button>
        )}
        {open && picked.length > 1 && (
          <Button onClick={() => setDialog({ kind: 'merge' })}>
            {t('plan:review.merge', { count: picked.length })}
          </Button>
        )}
        {open && view === 'past' && late.length > 0 && (
          <Button
            loading={working}
            onClick={() =>
              void run(async () => {
                // The server takes some hundreds at a time.
                for (let at = 0; at < late.length; at += 500) {
                  const done = await data(
                    api.POST('/api/v1/plans/versions/{version}/done-before', {
                      params: { path: { version } },
                      body: {
                        items: late.slice(at, at + 500).map((i) => ({ id: i.id, version: i.version })),
                      },
                    }),
                  );
                  takeItems(client, version, done.items, done.agencies);
                }
              })
            }
          >
            {t('plan:review.done_before', { count: late.length })}
          </Button>
        )}
        {open && counts.sure > 0 && (
          <Button
            loading={working}
            onClick={() =>
              void run(async () => {
                await api.POST('/api/v1/plans/versions/{version}/check-sure', {
                  params: { path: { version } },
                });
                await reread(client, version);
              })
            }
          >
            {t('plan:review.check_sure', { count: counts.sure })}
          </Button>
        )}
        {detail.state === 'in_review' && can(session, 'plan.approve') && (
          <Button type="primary" onClick={() => setDialog({ kind: 'approve' })}>
            {t('plan:approve.button')}
          </Button>
        )}
      </div>

      {dialog?.kind === 'edit' && (
        <ItemForm
          title={t('plan:form.edit', { path: dialog.item.path })}
          draft={`plan.item.${dialog.item.id}`}
          initial={changeOf(dialog.item)}
          submit={t('plan:form.save')}
          send={async (body, etag) => {
            take(
              await data(
                api.PUT('/api/v1/plans/items/{item}', {
                  params: {
                    path: { item: dialog.item.id },
                    header: { 'if-match': etag ?? `"${dialog.item.version}"` },
                  },
                  body,
                }),
              ),
            );
          }}
          current={async () => {
            const now = await versioned(
              api.GET('/api/v1/plans/items/{item}', { params: { path: { item: dialog.item.id } } }),
            );
            return { value: changeOf(now.value), etag: now.etag ?? `"${now.value.version}"` };
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {(dialog?.kind === 'add' || dialog?.kind === 'addFirst') && (
        <ItemForm
          title={t('plan:form.add')}
          draft={`plan.new.${version}`}
          initial={
            dialog.kind === 'add'
              ? {
                  ...EMPTY,
                  kind: dialog.item.kind,
                  path: dialog.item.path,
                  heading: dialog.item.heading ?? null,
                }
              : EMPTY
          }
          submit={t('plan:form.add_submit')}
          send={async (item) => {
            const after = dialog.kind === 'add' ? dialog.item.id : (items[items.length - 1]?.id ?? null);
            const added = await data(
              api.POST('/api/v1/plans/versions/{version}/items', {
                params: { path: { version } },
                body: { after, item },
              }),
            );
            await reread(client, version);
            show(added.id);
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog?.kind === 'split' && (
        <SplitDialog version={version} item={dialog.item} onClose={() => setDialog(undefined)} />
      )}
      {dialog?.kind === 'merge' && (
        <MergeDialog
          version={version}
          items={[...pickedItems].sort((a, b) => a.ordinal - b.ordinal)}
          onClose={(done) => {
            setDialog(undefined);
            if (done) setPicked([]);
          }}
        />
      )}
      {dialog?.kind === 'party' && (
        <PartyDialog
          version={version}
          item={dialog.item}
          party={dialog.party}
          names={names}
          day={detail.resolved_on ?? undefined}
          mayTeach={can(session, 'group.change')}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog?.kind === 'approve' && (
        <ApproveDialog
          detail={detail}
          onShow={(v) => {
            setView(v);
            setDialog(undefined);
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}

/** What reader and parser noticed, one sentence a kind. */
function Notes({ notes }: { notes: VersionDetail['notes'] }) {
  const { t } = useTranslation(['plan', 'errors']);
  const lines = new Map<string, string[]>();
  for (const note of notes) lines.set(note.code, [...(lines.get(note.code) ?? []), note.detail ?? '']);
  if (lines.size === 0) return null;
  return (
    <div className="pl-notes" role="note">
      <ul>
        {[...lines].map(([code, details]) => {
          const what = details
            .filter(Boolean)
            .map((d) => t(`plan:note.head.${d}`, { defaultValue: d }))
            .join(', ');
          return (
            <li key={code}>
              {t([`plan:note.${code.replace('.', '_')}`, `errors:${code}.what`, 'plan:note.other'], {
                detail: details.filter(Boolean).join(', '),
                what,
              })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const NONE: Item[] = [];
const NO_NAMES: Record<string, string> = {};
const KEYS: Record<string, Step> = { x: 'check', e: 'edit', s: 'split', m: 'merge', a: 'add' };
