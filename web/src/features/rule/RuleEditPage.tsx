import './rule.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { formatDate } from '~/ui/format';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { changeRule, type RuleDetail, refresh, ruleQuery } from './api';
import { rulePath } from './model';
import { type Fields, RuleForm, useRuleErrors } from './RuleForm';
import { Yaml } from './words';

/** A new version of a rule; its id stays. */
export function Component() {
  const { t } = useTranslation('rule');
  const { rule: id = '' } = useParams();
  // Read once: a text does not change under the person who writes.
  const found = useQuery({ ...ruleQuery(id), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const title = found.data?.rule.title;
  return (
    <Page title={t('form.edit')} object={title} meta={title}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.data.may_change && <p className="cl-notice">{t('form.may_not')}</p>}
      {found.data?.may_change && <Edit key={id} first={found.data} />}
    </Page>
  );
}

function Edit({ first }: { first: RuleDetail }) {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [detail] = useState(first);
  const { rule } = detail;
  const [form] = Form.useForm<Fields>();
  const place = useRuleErrors(form);
  const draft = useDraft<Fields>(`rule.edit.${rule.id}`);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: RuleDetail }>();
  const back = rulePath(rule.id);
  const save = useMutation({
    mutationFn: ({ fields, version }: { fields: Fields; version: number }) =>
      changeRule(rule.id, version, fields.text, fields.note),
    onSuccess: async (changed) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      draft.drop();
      client.setQueryData(ruleQuery(rule.id).queryKey, changed);
      await refresh(client);
      void message.success(t('form.saved'));
      void navigate(back);
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = await data(api.GET('/api/v1/rules/{id}', { params: { path: { id: rule.id } } })).catch(
          () => undefined,
        );
        if (theirs) setConflict({ mine: fields, theirs });
      } else place(error);
    },
  });
  const clash = conflict !== undefined && isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isSuccess} />
      {detail.version === 0 && <p className="cl-notice">{t(`form.replaces_${rule.origin}`)}</p>}
      <DraftNotice
        draft={draft}
        onRestore={(fields) => {
          form.setFieldsValue(fields);
          setDirty(true);
        }}
      />
      <RuleForm
        form={form}
        start={{ text: detail.text, note: '' }}
        noteHelp={t('form.note_change')}
        submit={t('form.save')}
        working={save.isPending}
        error={clash ? undefined : save.error}
        draft={draft}
        onChange={(fields) => {
          setDirty(true);
          draft.save(fields);
        }}
        onSend={(fields) => save.mutate({ fields, version: detail.version })}
        onCancel={() => void navigate(back)}
      />
      {conflict && (
        <Conflict
          {...conflict}
          onResolve={(text) => {
            const fields = { ...conflict.mine, text };
            form.setFieldsValue(fields);
            setConflict(undefined);
            save.mutate({ fields, version: conflict.theirs.version });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </>
  );
}

/** Somebody else wrote a version meanwhile: both texts, and who wrote the other one. */
function Conflict({
  mine,
  theirs,
  onResolve,
  onCancel,
}: {
  mine: Fields;
  theirs: RuleDetail;
  onResolve: (text: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('rule');
  const newest = theirs.versions[0];
  return (
    <ConflictDialog<{ text: string }>
      open
      mine={{ text: mine.text }}
      theirs={{ text: theirs.text }}
      fields={[
        {
          key: 'text',
          label: t('form.text'),
          render: (text) => <Yaml text={text} label={t('form.text')} />,
        },
      ]}
      changedBy={
        newest &&
        t('form.changed_by', {
          who: newest.author_name,
          date: formatDate(newest.written_at),
          note: newest.note,
        })
      }
      onResolve={(merged) => onResolve(merged.text)}
      onCancel={onCancel}
    />
  );
}
