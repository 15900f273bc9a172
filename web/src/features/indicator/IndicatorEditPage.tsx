import './indicator.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { formatDate } from '~/ui/format';
import { UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { changeList, type Imported, type IndicatorList, listQuery, refresh } from './api';
import { IndicatorForm } from './IndicatorForm';
import { type Fields, fieldsOf, listPath } from './model';
import { ResultCard } from './ResultCard';

/** Changes what is said of a list, and with a file what is on it. */
export function Component() {
  const { t } = useTranslation('indicator');
  const { list: id = '' } = useParams();
  const [done, setDone] = useState<Imported>();
  // Read once: a form does not change under the person who fills it in.
  const found = useQuery({
    ...listQuery(id),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const name = done?.list.name ?? found.data?.list.name;
  if (done)
    return (
      <Page
        title={done.list.name}
        object={done.list.name}
        meta={t('result.meta')}
        actions={
          <LinkButton type="primary" to={listPath(id)}>
            {t('result.to_list')}
          </LinkButton>
        }
      >
        <ResultCard imported={done} />
      </Page>
    );
  return (
    <Page title={t('form.edit')} object={name} meta={name}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.data.may_change && <p className="cl-notice">{t('form.may_not')}</p>}
      {found.data?.may_change && <Edit key={id} first={found.data.list} onRead={setDone} />}
    </Page>
  );
}

const COMPARED = ['name', 'origin', 'level', 'tlp', 'enabled', 'expires'] as const;
const LABELS: Record<(typeof COMPARED)[number], string> = {
  name: 'column.name',
  origin: 'column.origin',
  level: 'column.level',
  tlp: 'column.tlp',
  enabled: 'form.enabled',
  expires: 'column.expiry',
};

function Edit({ first, onRead }: { first: IndicatorList; onRead: (done: Imported) => void }) {
  const { t } = useTranslation(['indicator', 'alert']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const [list] = useState(first);
  const [file, setFile] = useState<File>();
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: IndicatorList }>();
  const back = listPath(list.id);
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: Fields; over: IndicatorList }) => changeList(over, fields, file),
    onSuccess: async (imported) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      await refresh(client);
      // With a new file there is something to read first: what was left out.
      if (file) onRead(imported);
      else {
        void message.success(t('indicator:form.saved'));
        void navigate(back);
      }
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = await data(
          api.GET('/api/v1/indicators/{id}', { params: { path: { id: list.id } } }),
        ).catch(() => undefined);
        if (theirs) setConflict({ mine: fields, theirs: theirs.list });
      } else fieldErrors(error);
    },
  });
  const clash = conflict !== undefined && isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isSuccess} />
      <IndicatorForm
        form={form}
        start={fieldsOf(list)}
        exists
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          setDirty(true);
        }}
        submit={t('indicator:form.save')}
        working={save.isPending}
        error={clash ? undefined : save.error}
        onChange={() => setDirty(true)}
        onSend={(fields) => save.mutate({ fields, over: list })}
        onCancel={() => void navigate(back)}
      />
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={conflict.mine}
          theirs={fieldsOf(conflict.theirs)}
          fields={COMPARED.map((key) => ({
            key,
            label: t(`indicator:${LABELS[key]}`),
            render: (value) =>
              key === 'enabled'
                ? t(value ? 'indicator:form.on' : 'indicator:form.off')
                : key === 'level'
                  ? t(`alert:severity.${String(value)}`)
                  : key === 'expires'
                    ? value
                      ? formatDate(String(value))
                      : t('indicator:no_expiry')
                    : String(value),
          }))}
          onResolve={(fields) => {
            form.setFieldsValue(fields);
            setConflict(undefined);
            save.mutate({ fields, over: conflict.theirs });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </>
  );
}
