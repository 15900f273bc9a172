import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { rowOf, seenHost } from './model';
import { bodyOf, type Fields, freshFields, SystemForm, useSystemErrors } from './SystemForm';

/** Registers a system. */
export function Component() {
  const { t } = useTranslation('system');
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { taken, forget, show } = useSystemErrors(form);
  const draft = useDraft<Fields>('system.new');
  const [dirty, setDirty] = useState(false);
  const own = ownAgencies(session);
  const [asked] = useSearchParams();
  const [start] = useState(() => {
    const agency = asked.get('agency') ?? (own.length === 1 ? own[0]?.value : undefined);
    const seen = asked.get('may');
    return { ...freshFields(agency), ...(seen ? { hosts: [rowOf(seenHost(seen))] } : {}) };
  });
  const create = useMutation({
    mutationFn: (fields: Fields) => data(api.POST('/api/v1/systems', { body: bodyOf(fields) })),
    onSuccess: async (made) => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['system'] });
      void message.success(t('form.created'));
      void navigate(`/he-thong/${made.system.id}`);
    },
    onError: show,
  });
  return (
    <Page title={t('form.new')} meta={t('form.meta')}>
      <UnsavedGuard dirty={dirty && !create.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          // Keys of rows are those of another visit.
          form.setFieldsValue({ ...kept, hosts: (kept.hosts ?? []).map(rowOf) });
          setDirty(true);
        }}
      />
      <SystemForm
        form={form}
        start={start}
        submit={t('form.create')}
        working={create.isPending}
        error={create.error}
        taken={taken}
        draft={draft}
        onChange={(fields) => {
          setDirty(true);
          forget();
          draft.save(fields);
        }}
        onSend={create.mutate}
        onCancel={() => void navigate('/he-thong')}
      />
    </Page>
  );
}
