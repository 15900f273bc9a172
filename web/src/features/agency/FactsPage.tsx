import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { ApiProblem, api, data, ifMatch, isProblem, type Versioned, versioned } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing, SecretWarning } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { labelsQuery } from './choices';
import { periodText } from './dates';
import { FactsInputs } from './FactsForm';
import { comparable, type Facts, type FactsFields, factsOf, fieldsOf, refusal } from './facts';
import { useTerms } from './terms';

/** What the editor saves into, and what it began with. */
interface Target {
  id?: string;
  name?: string;
  facts: Facts;
  etag?: string | undefined;
}

const read = (id: string, signal?: AbortSignal) =>
  versioned(api.GET('/api/v1/agencies/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }));

/** A new agency, or the facts of one: `/co-quan/moi`, `/co-quan/:id/sua`. */
export function Component() {
  const { id } = useParams();
  return id ? <Existing id={id} /> : <Fresh />;
}

function Fresh() {
  // "Add one below this" brings the parent along.
  const [params] = useSearchParams();
  const parent = params.get('parent');
  const facts: Facts = {
    kind: '',
    level: '',
    names: [{ full: '' }],
    codes: [],
    parents: parent ? [{ tree: 'administrative', parent_id: parent }] : [],
    roles: [],
  };
  return <Editor key={parent ?? ''} target={{ facts }} />;
}

function Existing({ id }: { id: string }) {
  const { t } = useTranslation('agency');
  // A key of its own: the editor keeps what it began with, also while others read the page of the agency.
  const query = useQuery({
    queryKey: ['agencies', 'facts', id],
    queryFn: ({ signal }) => read(id, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const frame = (content: ReactNode) => <Page title={t('edit.title')}>{content}</Page>;
  if (query.isPending) return frame(<Skeleton active />);
  if (query.isError)
    return frame(<ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />);
  const { value, etag } = query.data;
  if (!value.may_change)
    return frame(<EmptyState title={t('edit.not_yours')} text={t('edit.not_yours_text')} />);
  return <Editor target={{ id, name: value.name, facts: comparable(value.facts), etag }} />;
}

function Editor({ target }: { target: Target }) {
  const { t } = useTranslation('agency');
  const { id } = target;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<FactsFields>();
  const showFields = useFieldErrors(form);
  // Drafts hold the wire's shape: the values of day pickers do not survive storage.
  const draft = useDraft<Facts>(id ? `agency.facts.${id}` : 'agency.new');
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Facts; theirs: Versioned<Facts> }>();
  const back = id ? `/co-quan/${id}` : '/co-quan';

  const save = useMutation({
    mutationFn: async ({ facts, etag }: { facts: Facts; etag: string | undefined }): Promise<string> => {
      if (!id) return (await data(api.POST('/api/v1/agencies', { body: facts }))).id;
      await api.PUT('/api/v1/agencies/{id}', {
        params: { path: { id }, header: { 'if-match': etag ?? '' } },
        headers: ifMatch(etag),
        body: facts,
      });
      return id;
    },
    onSuccess: async (saved) => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['agencies'] });
      void message.success(t(id ? 'edit.saved' : 'edit.founded_done'));
      void navigate(`/co-quan/${saved}`);
    },
    onError: async (error, { facts }) => {
      if (id && isProblem(error) && error.isConflict) {
        const fresh = await read(id);
        setConflict({
          mine: facts,
          theirs: { value: comparable(fresh.value.facts), etag: fresh.etag },
        });
      } else showFields(error);
    },
  });

  function send(facts: Facts, etag: string | undefined) {
    // Shown in the order in which they are sent, so that a refusal stands at its row.
    form.setFieldsValue(fieldsOf(facts));
    const wrong = refusal(facts);
    if (wrong) {
      showFields(
        new ApiProblem({
          status: 422,
          code: 'agency.invalid',
          params: { field: wrong.field, reason: wrong.reason },
        }),
      );
      return;
    }
    save.mutate({ facts, etag });
  }

  const clashed = isProblem(save.error) && save.error.isConflict;
  const title = id ? t('edit.title') : t('edit.new');
  return (
    <Page title={title} object={id ? target.name : undefined} meta={id ? target.name : t('edit.new_about')}>
      <UnsavedGuard dirty={dirty && !save.isPending && !save.isSuccess} />
      {id && (
        <div className="cl-notice" role="note">
          <span>{t('edit.correction')}</span>
        </div>
      )}
      <DraftNotice
        draft={draft}
        onRestore={(facts) => {
          form.setFieldsValue(fieldsOf(facts));
          setDirty(true);
        }}
      />
      <Form<FactsFields>
        form={form}
        layout="vertical"
        initialValues={fieldsOf(target.facts)}
        scrollToFirstError={{ block: 'center', focus: true }}
        onValuesChange={() => {
          setDirty(true);
          draft.save(factsOf(form.getFieldsValue(true) as FactsFields));
        }}
        onFinish={(fields) => send(factsOf(fields), target.etag)}
      >
        <FactsInputs />
        <SecretWarning />
        {save.isError && !clashed && <ProblemAlert problem={save.error} />}
        <FormEnd
          submit={t(id ? 'edit.save' : 'edit.found')}
          working={save.isPending}
          onCancel={() => void navigate(back)}
          draft={draft}
        />
      </Form>
      {conflict && (
        <Conflict
          mine={conflict.mine}
          theirs={conflict.theirs}
          onResolve={(facts) => {
            setConflict(undefined);
            send(facts, conflict.theirs.etag);
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </Page>
  );
}

function Conflict({
  mine,
  theirs,
  onResolve,
  onCancel,
}: {
  mine: Facts;
  theirs: Versioned<Facts>;
  onResolve: (facts: Facts) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  const parents = [...(mine.parents ?? []), ...(theirs.value.parents ?? [])].map((p) => p.parent_id);
  const labels = useQuery({ ...labelsQuery(parents), enabled: parents.length > 0 });
  const nameOf = (id: string) => labels.data?.find((a) => a.id === id)?.name ?? t('unnamed');
  const lines = <T extends { from?: string | null; to?: string | null }>(
    rows: readonly T[] | undefined,
    show: (row: T) => string,
  ) =>
    rows && rows.length > 0 ? (
      <ul className="cl-lines">
        {rows.map((row) => (
          <li key={JSON.stringify(row)}>{[show(row), periodText(t, row)].filter(Boolean).join(' · ')}</li>
        ))}
      </ul>
    ) : (
      <Nothing />
    );
  return (
    <ConflictDialog<Facts>
      open
      mine={mine}
      theirs={theirs.value}
      fields={[
        { key: 'kind', label: t('field.kind'), render: (v) => word('kind', v as string) },
        { key: 'level', label: t('field.level'), render: (v) => word('level', v as string) },
        { key: 'founded', label: t('edit.founded') },
        { key: 'closed', label: t('edit.closed') },
        {
          key: 'names',
          label: t('names'),
          render: (v) =>
            lines(v as Facts['names'], (n) =>
              [n.full, n.abbreviation, n.symbol, n.basis].filter(Boolean).join(' · '),
            ),
        },
        {
          key: 'parents',
          label: t('parents'),
          render: (v) =>
            lines(v as Facts['parents'], (p) => `${word('tree', p.tree)}: ${nameOf(p.parent_id)}`),
        },
        {
          key: 'codes',
          label: t('codes'),
          render: (v) => lines(v as Facts['codes'], (c) => `${word('code_system', c.system)}: ${c.code}`),
        },
        {
          key: 'roles',
          label: t('roles'),
          render: (v) =>
            lines(v as Facts['roles'], (r) =>
              [word('role', r.role), word('function', r.function), r.basis].filter(Boolean).join(' · '),
            ),
        },
      ]}
      onResolve={onResolve}
      onCancel={onCancel}
    />
  );
}
