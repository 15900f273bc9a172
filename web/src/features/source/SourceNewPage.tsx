import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { UnsavedGuard } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import type { Made } from './api';
import { SetupCard, TokenCard } from './Setup';
import { type Fields, FRESH, SourceForm, useSourceErrors } from './SourceForm';

/** Registers a source, then shows its token this once and how the sender is set up. */
export function Component() {
  const { t } = useTranslation('source');
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Fields>();
  const showErrors = useSourceErrors(form);
  const [dirty, setDirty] = useState(false);
  const [made, setMade] = useState<Made>();
  const own = ownAgencies(session);
  const agency = params.get('agency') ?? (own.length === 1 ? own[0]?.value : undefined);
  const create = useMutation({
    mutationFn: (body: Fields) => data(api.POST('/api/v1/sources', { body })),
    // The token is kept by this page alone, not in the cache of answers.
    gcTime: 0,
    onSuccess: async (answer) => {
      setDirty(false);
      setMade(answer);
      await client.invalidateQueries({ queryKey: ['source'] });
    },
    onError: showErrors,
  });
  if (made) return <Created made={made} />;
  return (
    <Page title={t('form.new')} meta={t('form.meta')}>
      <UnsavedGuard dirty={dirty} />
      <SourceForm
        form={form}
        start={{
          ...FRESH,
          addresses: params.get('address') ?? '',
          system_id: params.get('system'),
          ...(agency ? { agency_id: agency } : {}),
        }}
        submit={t('form.create')}
        working={create.isPending}
        error={create.error}
        onChange={() => setDirty(true)}
        onSend={create.mutate}
        onCancel={() => void navigate('/nguon-nhat-ky')}
      />
    </Page>
  );
}

function Created({ made: { source, token, doors } }: { made: Made }) {
  const { t } = useTranslation('source');
  const [kept, setKept] = useState(!token);
  return (
    <Page
      title={source.name}
      object={source.name}
      meta={t('form.created')}
      actions={
        <LinkButton type={kept ? 'primary' : 'default'} to={`/nguon-nhat-ky/${source.id}`}>
          {t('form.to_source')}
        </LinkButton>
      }
    >
      <UnsavedGuard dirty={!kept} title={t('token.guard')} text={t('token.guard_text')} />
      {token && !kept && <TokenCard token={token} onDone={() => setKept(true)} />}
      <SetupCard source={source} doors={doors} token={kept ? undefined : token} />
    </Page>
  );
}
