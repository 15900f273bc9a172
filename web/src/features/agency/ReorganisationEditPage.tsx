import './agency.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select, Skeleton } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, ifMatch, isProblem, type Schema, type Versioned, versioned } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate, localDay } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { DayBox } from './DayBox';
import { DraftSummary } from './DraftSummary';
import { pickerDay, wireDay } from './dated';
import {
  changedTo,
  type DraftFields,
  draftOf,
  editable,
  fieldsOf,
  foundedBy,
  freshFields,
  isKind,
  type Kind,
  missing,
  SHAPES,
} from './draft';
import { KindPick, type OnDay, Shares, Sources, Targets } from './ReorganisationParts';
import { Codes, Moves, Renames, Roles } from './ReorganisationRest';
import { useTerms } from './terms';

type Body = Schema<'ReorganisationBody'>;
type Row = Schema<'ReorganisationRow'>;

interface Fields extends DraftFields {
  title: string;
  effective: Dayjs | null;
  basis?: string | null;
  note?: string | null;
}

const bodyOf = (f: Fields): Body => ({
  kind: f.kind,
  title: f.title?.trim() ?? '',
  effective: wireDay(f.effective) ?? '',
  basis: f.basis?.trim() || null,
  note: f.note?.trim() || null,
  draft: draftOf(f),
});

const formOf = (body: Body): Fields => ({
  ...fieldsOf(isKind(body.kind) ? body.kind : 'rename', body.draft),
  title: body.title,
  effective: pickerDay(body.effective),
  basis: body.basis ?? null,
  note: body.note ?? null,
});

const bodyOfRow = (r: Row): Body => ({
  kind: r.kind,
  title: r.title,
  effective: r.effective,
  basis: r.basis ?? null,
  note: r.note ?? null,
  draft: r.draft,
});

const read = (id: string, signal?: AbortSignal) =>
  versioned(
    api.GET('/api/v1/reorganisations/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }),
  );

/** Drafting a reorganisation, or changing a draft: `/sap-xep/moi`, `/sap-xep/:id/sua`. */
export function Component() {
  const { id } = useParams();
  if (id) return <Existing id={id} />;
  const empty: Fields = {
    kind: 'rename',
    title: '',
    effective: null,
    ...freshFields('rename'),
    functions: [],
    shares: [],
    renames: [{}],
    moves: [],
    roles: [],
    codes: [],
  };
  return <Editor initial={empty} />;
}

function Existing({ id }: { id: string }) {
  const { t } = useTranslation('agency');
  const query = useQuery({
    queryKey: ['agencies', 'reorganisation-draft', id],
    queryFn: ({ signal }) => read(id, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const frame = (content: ReactNode) => <Page title={t('reorganisation.edit')}>{content}</Page>;
  if (query.isPending) return frame(<Skeleton active />);
  if (query.isError)
    return frame(<ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />);
  const r = query.data.value.reorganisation;
  if (r.stage !== 'draft' && r.stage !== 'reviewed')
    return frame(
      <EmptyState title={t('reorganisation.not_open')} text={t('reorganisation.not_open_text')} />,
    );
  if (!isKind(r.kind) || !editable(r.kind, r.draft))
    return frame(
      <EmptyState title={t('reorganisation.too_fine')} text={t('reorganisation.too_fine_text')} />,
    );
  return (
    <Editor id={id} initial={formOf(bodyOfRow(r))} etag={query.data.etag} reviewed={r.stage === 'reviewed'} />
  );
}

function Editor({
  id,
  initial,
  etag,
  reviewed = false,
}: {
  id?: string;
  initial: Fields;
  etag?: string | undefined;
  reviewed?: boolean;
}) {
  const { t } = useTranslation(['agency', 'errors']);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const showFields = useFieldErrors(form);
  const kept = useDraft<Body>(id ? `agency.reorganisation.${id}` : 'agency.reorganisation.new');
  const [dirty, setDirty] = useState(false);
  /** The version that was looked at last. */
  const seen = useRef(etag);
  const [conflict, setConflict] = useState<{ mine: Body; theirs: Versioned<Body> }>();
  const [lack, setLack] = useState<ReturnType<typeof missing>>();
  const kind = Form.useWatch('kind', form) ?? initial.kind;
  const to = Form.useWatch('to', { form, preserve: true }) as DraftFields['to'] | undefined;
  const effective = Form.useWatch('effective', form);
  const shape = SHAPES[kind];
  const day: OnDay = useMemo(
    () => ({ on: wireDay(effective) ?? undefined, founded: foundedBy({ kind, to: to ?? [] }) }),
    [effective, kind, to],
  );
  const save = useMutation({
    mutationFn: async (body: Body): Promise<string> => {
      if (!id) return (await data(api.POST('/api/v1/reorganisations', { body }))).id;
      await api.PUT('/api/v1/reorganisations/{id}', {
        params: { path: { id }, header: { 'if-match': seen.current ?? '' } },
        headers: ifMatch(seen.current),
        body,
      });
      return id;
    },
    onSuccess: async (saved) => {
      setDirty(false);
      kept.drop();
      await client.invalidateQueries({ queryKey: ['agencies'] });
      void navigate(`/sap-xep/${saved}`);
    },
    onError: async (error, body) => {
      if (id && isProblem(error) && error.isConflict) {
        const fresh = await read(id);
        setConflict({
          mine: body,
          theirs: { value: bodyOfRow(fresh.value.reorganisation), etag: fresh.etag },
        });
      } else showFields(error);
    },
  });

  function change(next: Kind) {
    form.setFieldsValue(changedTo(next, form.getFieldsValue(true) as Fields) as never);
    setLack(undefined);
  }
  function submit(f: Fields) {
    const wrong = missing(f);
    setLack(wrong);
    if (!wrong) save.mutate(bodyOf(f));
  }

  const required = { required: true, message: t('errors:field.required.what') };
  const clashed = isProblem(save.error) && save.error.isConflict;
  const when = wireDay(effective);
  return (
    <Page
      title={id ? t('agency:reorganisation.edit') : t('agency:reorganisation.new')}
      object={id ? initial.title : undefined}
      meta={t('agency:reorganisation.about')}
    >
      <UnsavedGuard dirty={dirty && !save.isPending && !save.isSuccess} />
      {reviewed && (
        <div className="cl-notice" role="note">
          <span>{t('agency:reorganisation.reviewed_again')}</span>
        </div>
      )}
      <DraftNotice
        draft={kept}
        onRestore={(body) => {
          form.setFieldsValue(formOf(body) as never);
          setDirty(true);
        }}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={initial}
        scrollToFirstError={{ block: 'center', focus: true }}
        onValuesChange={() => {
          setDirty(true);
          kept.save(bodyOf(form.getFieldsValue(true) as Fields));
        }}
        onFinish={() => submit(form.getFieldsValue(true) as Fields)}
      >
        <Card title={t('agency:reorganisation.decision')}>
          <KindPick onPick={change} />
          <Form.Item
            name="title"
            label={t('agency:reorganisation.title')}
            rules={[{ ...required, whitespace: true }]}
          >
            <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
          </Form.Item>
          <div className="ag-grid">
            <Form.Item
              name="effective"
              label={t('agency:reorganisation.effective')}
              rules={[required]}
              extra={
                when &&
                t(
                  when > localDay(new Date())
                    ? 'agency:reorganisation.scheduled'
                    : 'agency:reorganisation.at_once',
                )
              }
            >
              <DayBox />
            </Form.Item>
            <Form.Item name="basis" label={t('agency:reorganisation.basis')}>
              <Input maxLength={300} />
            </Form.Item>
          </div>
          <Form.Item name="note" label={t('agency:reorganisation.note')}>
            <FreeText maxLength={2000} minRows={1} />
          </Form.Item>
        </Card>
        {kind === 'rename' && <Renames day={day} main />}
        {kind === 'transfer_territory' && <Moves day={day} main />}
        {shape.from[1] > 0 && <Sources day={day} shape={shape} />}
        {shape.functions && <Functions />}
        {shape.to[1] > 0 && <Targets day={day} kind={kind} shape={shape} />}
        {shape.closes && <Shares day={day} />}
        {kind !== 'rename' && <Renames day={day} />}
        {kind !== 'transfer_territory' && <Moves day={day} />}
        <Roles day={day} />
        <Codes day={day} />
        {lack && (
          <p className="cl-problem" role="alert">
            {t(`agency:reorganisation.missing.${lack}`)}
          </p>
        )}
        {save.isError && !clashed && <ProblemAlert problem={save.error} />}
        <FormEnd
          submit={t('agency:reorganisation.preview')}
          working={save.isPending}
          onCancel={() => void navigate(id ? `/sap-xep/${id}` : '/sap-xep')}
          draft={kept}
        />
      </Form>
      {conflict && (
        <Conflict
          mine={conflict.mine}
          theirs={conflict.theirs.value}
          onResolve={(body) => {
            seen.current = conflict.theirs.etag;
            setConflict(undefined);
            form.setFieldsValue(formOf(body) as never);
            save.mutate(body);
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </Page>
  );
}

function Functions() {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  return (
    <Card title={t('agency:reorganisation.functions')}>
      <Form.Item
        name="functions"
        label={t('agency:naming.function')}
        extra={t('agency:reorganisation.functions_help')}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options('function')} />
      </Form.Item>
    </Card>
  );
}

/** What two people can have changed; the kind and its content only make sense together. */
interface Parts {
  title: string;
  effective: string;
  basis: string | null;
  note: string | null;
  content: Pick<Body, 'kind' | 'draft'>;
}

const partsOf = (b: Body): Parts => ({
  title: b.title,
  effective: b.effective,
  basis: b.basis ?? null,
  note: b.note ?? null,
  content: { kind: b.kind, draft: b.draft },
});

function Conflict({
  mine,
  theirs,
  onResolve,
  onCancel,
}: {
  mine: Body;
  theirs: Body;
  onResolve: (body: Body) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('agency');
  return (
    <ConflictDialog<Parts>
      open
      mine={partsOf(mine)}
      theirs={partsOf(theirs)}
      fields={[
        { key: 'title', label: t('reorganisation.title') },
        {
          key: 'effective',
          label: t('reorganisation.effective'),
          render: (v) => formatDate(v as string, true),
        },
        { key: 'basis', label: t('reorganisation.basis') },
        { key: 'note', label: t('reorganisation.note') },
        {
          key: 'content',
          label: t('reorganisation.content'),
          render: (v) => {
            const { kind, draft } = v as Parts['content'];
            return (
              <>
                <p>{t(`reorganisation.kinds.${kind}`)}</p>
                <DraftSummary draft={draft} on={theirs.effective} />
              </>
            );
          },
        },
      ]}
      onResolve={({ content, ...rest }) => onResolve({ ...rest, ...content })}
      onCancel={onCancel}
    />
  );
}
