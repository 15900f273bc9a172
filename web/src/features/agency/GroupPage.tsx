import './agency.css';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, ifMatch, isProblem, type Versioned, versioned } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Names } from './AgencyPage';
import { AgencyMultiSelect } from './AgencySelect';
import { labelsQuery } from './choices';
import { DayBox } from './DayBox';
import { wireDay } from './dated';
import { periodText } from './dates';
import {
  atLine,
  type GroupRow,
  gathersAll,
  KINDS,
  linesOf,
  type Rule,
  type RuleLine,
  rulesOf,
} from './groups';
import { useTerms } from './terms';

interface Body {
  name: string;
  note: string | null;
  rules: Rule[];
}

interface Fields {
  name: string;
  note?: string;
  lines: RuleLine[];
}

const fieldsOf = (body: Body): Fields => ({
  name: body.name,
  note: body.note ?? '',
  lines: linesOf(body.rules),
});
const bodyOf = (f: Fields): Body => ({
  name: f.name?.trim() ?? '',
  note: f.note?.trim() || null,
  rules: rulesOf(f.lines ?? []),
});
const bodyOfRow = (row: GroupRow): Body => ({ name: row.name, note: row.note ?? null, rules: row.rules });

const read = (id: string, signal?: AbortSignal) =>
  versioned(
    api.GET('/api/v1/agency-groups/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }),
  );

/** A new group, or one with its criteria: `/ten-goi/nhom/moi`, `/ten-goi/nhom/:id`. */
export function Component() {
  const { id } = useParams();
  return id ? <Existing id={id} /> : <Editor body={{ name: '', note: null, rules: [] }} />;
}

function Existing({ id }: { id: string }) {
  const { t } = useTranslation('agency');
  const query = useQuery({
    queryKey: ['agencies', 'group', id],
    queryFn: ({ signal }) => read(id, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const frame = (content: ReactNode) => <Page title={t('group.menu')}>{content}</Page>;
  if (query.isPending) return frame(<Skeleton active />);
  if (query.isError)
    return frame(<ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />);
  const { value, etag } = query.data;
  return <Editor id={id} body={bodyOfRow(value)} taught={value.taught} etag={etag} />;
}

function Editor({
  id,
  body,
  taught = [],
  etag,
}: {
  id?: string;
  body: Body;
  taught?: readonly string[];
  etag?: string | undefined;
}) {
  const { t } = useTranslation(['agency', 'errors']);
  const navigate = useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const { message, modal } = App.useApp();
  const editable = can(session, 'group.change');
  const [form] = Form.useForm<Fields>();
  const showFields = useFieldErrors(form);
  const draft = useDraft<Body>(id ? `agency.group.${id}` : 'agency.group.new');
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Body; theirs: Versioned<Body> }>();
  const [rules, setRules] = useState<Rule[]>(body.rules);

  const save = useMutation({
    mutationFn: async ({ sent, tag }: { sent: Body; tag: string | undefined }): Promise<string> => {
      if (!id) return (await data(api.POST('/api/v1/agency-groups', { body: sent }))).id;
      await api.PUT('/api/v1/agency-groups/{id}', {
        params: { path: { id }, header: { 'if-match': tag ?? '' } },
        headers: ifMatch(tag),
        body: sent,
      });
      return id;
    },
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['agencies'] });
      void message.success(t('agency:group.saved'));
      void navigate('/ten-goi/nhom');
    },
    onError: async (error, { sent }) => {
      if (id && isProblem(error) && error.isConflict) {
        const fresh = await read(id);
        setConflict({ mine: sent, theirs: { value: bodyOfRow(fresh.value), etag: fresh.etag } });
      } else if (isProblem(error)) {
        showFields(atLine(error, form.getFieldValue('lines') as RuleLine[]));
      }
    },
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/agency-groups/{id}', { params: { path: { id: id ?? '' } } }),
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['agencies'] });
      void message.success(t('agency:group.removed'));
      void navigate('/ten-goi/nhom');
    },
  });

  function take(next: Body) {
    form.setFieldsValue(fieldsOf(next));
    setRules(next.rules);
  }
  function submit(fields: Fields) {
    const sent = bodyOf(fields);
    const go = () => save.mutate({ sent, tag: etag });
    if (!gathersAll(fields.lines ?? [])) {
      go();
      return;
    }
    modal.confirm({
      title: t('agency:group.all_ask'),
      content: t('agency:group.all_text'),
      okText: t('agency:group.all_yes'),
      cancelText: t('agency:group.all_no'),
      onOk: go,
    });
  }
  function askRemove() {
    modal.confirm({
      title: t('agency:group.remove_ask', { name: body.name }),
      content: t('agency:group.remove_text'),
      okText: t('agency:group.remove'),
      cancelText: t('agency:naming.keep'),
      onOk: () => remove.mutateAsync().catch(() => undefined),
    });
  }

  const required = { required: true, message: t('errors:field.required.what') };
  const clashed = isProblem(save.error) && save.error.isConflict;
  return (
    <Page
      title={id ? body.name : t('agency:group.new')}
      object={id ? body.name : undefined}
      wide
      meta={
        taught.length > 0
          ? t('agency:group.taught_as', { names: taught.join('; ') })
          : t('agency:group.about_one')
      }
    >
      <UnsavedGuard dirty={dirty && !save.isPending && !save.isSuccess && !remove.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          take(kept);
          setDirty(true);
        }}
      />
      <div className="ag-split">
        <Form<Fields>
          form={form}
          layout="vertical"
          disabled={!editable}
          initialValues={fieldsOf(body)}
          scrollToFirstError={{ block: 'center', focus: true }}
          onValuesChange={() => {
            const now = bodyOf(form.getFieldsValue(true) as Fields);
            setDirty(true);
            setRules(now.rules);
            draft.save(now);
          }}
          onFinish={submit}
        >
          <Card title={t('agency:group.what')}>
            <Form.Item
              name="name"
              label={t('agency:group.name')}
              extra={t('agency:group.name_help')}
              rules={[{ ...required, whitespace: true }]}
            >
              <Input maxLength={300} />
            </Form.Item>
            <Form.Item name="note" label={t('agency:reorganisation.note')}>
              <FreeText maxLength={1000} minRows={1} />
            </Form.Item>
          </Card>
          <Lines own={id} />
          {save.isError && !clashed && <ProblemAlert problem={save.error} />}
          {editable && (
            <FormEnd
              submit={t(id ? 'agency:group.save' : 'agency:group.make')}
              working={save.isPending}
              onCancel={() => void navigate('/ten-goi/nhom')}
              draft={draft}
            />
          )}
          {id && editable && (
            <p>
              <Button danger type="text" onClick={askRemove} loading={remove.isPending}>
                {t('agency:group.remove')}
              </Button>
            </p>
          )}
          {remove.isError && <ProblemAlert problem={remove.error} />}
        </Form>
        <div className="ag-aside">
          <Preview rules={rules} />
        </div>
      </div>
      {conflict && (
        <Conflict
          mine={conflict.mine}
          theirs={conflict.theirs}
          onResolve={(merged) => {
            take(merged);
            setConflict(undefined);
            save.mutate({ sent: merged, tag: conflict.theirs.etag });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </Page>
  );
}

function Lines({ own }: { own: string | undefined }) {
  const { t } = useTranslation('agency');
  return (
    <Card title={t('group.rules')}>
      <p className="cl-quiet">{t('group.rules_help')}</p>
      <Form.List name="lines">
        {(items, { add, remove }) => (
          <>
            {items.length === 0 && <p>{t('group.no_rules')}</p>}
            {items.map((item, n) => (
              <fieldset key={item.key} className="ag-row" aria-label={t('group.line', { n: n + 1 })}>
                <Line at={item.name} own={own} />
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('edit.take_out', { row: t('group.line', { n: n + 1 }) })}
                  onClick={() => remove(item.name)}
                >
                  {t('reorganisation.take_out')}
                </Button>
              </fieldset>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ by: 'query', kinds: [], levels: [] })}>
              {t('group.add_line')}
            </Button>
          </>
        )}
      </Form.List>
    </Card>
  );
}

function Line({ at, own }: { at: number; own: string | undefined }) {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  const form = Form.useFormInstance<Fields>();
  const by = Form.useWatch(['lines', at, 'by'], form) as RuleLine['by'];
  const groups = useQuery({
    queryKey: ['agencies', 'groups', null],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agency-groups', { signal })),
    enabled: by === 'group',
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <div className="ag-grid">
      <Form.Item name={[at, 'by']} label={t('agency:group.by')}>
        <Select options={KINDS.map((value) => ({ value, label: t(`agency:group.bys.${value}`) }))} />
      </Form.Item>
      {by === 'query' && (
        <>
          <Form.Item name={[at, 'kinds']} label={t('agency:field.kind')}>
            <Select
              mode="multiple"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('agency:group.any_kind')}
              options={options('kind')}
            />
          </Form.Item>
          <Form.Item name={[at, 'levels']} label={t('agency:field.level')}>
            <Select
              mode="multiple"
              allowClear
              placeholder={t('agency:group.any_level')}
              options={options('level')}
            />
          </Form.Item>
        </>
      )}
      {(by === 'member' || by === 'except') && (
        <Form.Item
          className="ag-full"
          name={[at, 'agencies']}
          label={t('agency:group.agencies')}
          extra={by === 'member' ? t('agency:group.member_help') : undefined}
          rules={[required]}
        >
          <AgencyMultiSelect all />
        </Form.Item>
      )}
      {by === 'member' && (
        <>
          <Form.Item name={[at, 'from']} label={t('agency:edit.from')}>
            <DayBox placeholder={t('agency:edit.from_before')} />
          </Form.Item>
          <Form.Item name={[at, 'to']} label={t('agency:edit.last')}>
            <DayBox placeholder={t('agency:edit.to_open')} />
          </Form.Item>
        </>
      )}
      {by === 'role' && (
        <>
          <Form.Item name={[at, 'role']} label={t('agency:edit.role')} rules={[required]}>
            <Select options={options('role')} />
          </Form.Item>
          <Form.Item name={[at, 'function']} label={t('agency:naming.function')}>
            <Select allowClear options={options('function')} placeholder={t('agency:edit.any_function')} />
          </Form.Item>
        </>
      )}
      {by === 'group' && (
        <Form.Item
          className="ag-wide"
          name={[at, 'group']}
          label={t('agency:naming.to.group')}
          rules={[required]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={groups.isPending}
            options={(groups.data ?? [])
              .filter((g) => g.id !== own)
              .map((g) => ({ value: g.id, label: g.name }))}
          />
        </Form.Item>
      )}
    </div>
  );
}

/** Whom the criteria gather on a day, while they are being written. */
function Preview({ rules }: { rules: readonly Rule[] }) {
  const { t } = useTranslation('agency');
  const [day, setDay] = useState(() => dayjs());
  const asked = useDeferredValue(JSON.stringify(rules));
  const on = wireDay(day) ?? undefined;
  const found = useQuery({
    queryKey: ['agencies', 'group-preview', asked, on ?? null],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/agency-groups/preview', {
          params: { query: { rules: asked, ...(on ? { on } : {}) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Card
      title={t('group.preview')}
      extra={
        <DayBox
          aria-label={t('group.on')}
          allowClear={false}
          value={day}
          onChange={(next) => setDay(next ?? dayjs())}
        />
      }
    >
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton active title={false} />}
      {found.data && !found.isError && (
        <div aria-busy={found.isPlaceholderData}>
          <p aria-live="polite">
            <strong>{t('group.count', { count: found.data.length })}</strong>
          </p>
          {found.data.length === 0 && <p className="cl-quiet">{t('group.nobody')}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <section className="cl-scroll-box" tabIndex={0} aria-label={t('group.preview')}>
            <ul className="cl-lines">
              {found.data.map((a) => (
                <li key={a.id}>
                  <Names of={[a]} />
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Card>
  );
}

function Conflict({
  mine,
  theirs,
  onResolve,
  onCancel,
}: {
  mine: Body;
  theirs: Versioned<Body>;
  onResolve: (body: Body) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  const groups = useQuery({
    queryKey: ['agencies', 'groups', null],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agency-groups', { signal })),
  });
  const ids = [...mine.rules, ...theirs.value.rules].flatMap((r) => ('agency' in r ? [r.agency] : []));
  const labels = useQuery({ ...labelsQuery(ids), enabled: ids.length > 0 });
  const nameOf = (id: string) => labels.data?.find((a) => a.id === id)?.name ?? t('unnamed');
  const show = (rule: Rule): string => {
    const what = t(`group.bys.${rule.by}`);
    switch (rule.by) {
      case 'query':
        return `${what}: ${[...rule.kinds.map((k) => word('kind', k)), ...rule.levels.map((l) => word('level', l))].join(', ')}`;
      case 'member':
        return [`${what}: ${nameOf(rule.agency)}`, periodText(t, rule)].filter(Boolean).join(' · ');
      case 'role':
        return `${what}: ${[word('role', rule.role), word('function', rule.function)].filter(Boolean).join(' · ')}`;
      case 'group':
        return `${what}: ${groups.data?.find((g) => g.id === rule.group)?.name ?? t('unnamed')}`;
      default:
        return `${what}: ${nameOf(rule.agency)}`;
    }
  };
  return (
    <ConflictDialog<Body>
      open
      mine={mine}
      theirs={theirs.value}
      fields={[
        { key: 'name', label: t('group.name') },
        { key: 'note', label: t('reorganisation.note') },
        {
          key: 'rules',
          label: t('group.rules'),
          render: (v) => (
            <ul className="cl-lines cl-scroll-box">
              {(v as Rule[]).map((rule) => (
                <li key={JSON.stringify(rule)}>{show(rule)}</li>
              ))}
            </ul>
          ),
        },
      ]}
      onResolve={onResolve}
      onCancel={onCancel}
    />
  );
}
