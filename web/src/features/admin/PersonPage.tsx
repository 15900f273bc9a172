import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api, data, type Schema, type Versioned, versioned } from '~/api/client';
import { can, useSession } from '~/app/session';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { OneTimeLink } from './OneTimeLink';
import { PersonState } from './PeoplePage';
import { GrantsCard, PostsCard } from './PersonDated';
import { PersonFacts } from './PersonFacts';

export type Person = Schema<'PersonView'>;

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('admin');
  const person = useQuery({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) =>
      versioned(api.GET('/api/v1/people/{id}', { params: { path: { id } }, signal })) as Promise<
        Versioned<Person>
      >,
  });
  if (person.isPending) {
    return (
      <Page title={t('people.menu')}>
        <Skeleton active />
      </Page>
    );
  }
  if (person.isError) {
    return (
      <Page title={t('people.menu')}>
        <ProblemAlert problem={person.error} onRetry={() => void person.refetch()} />
      </Page>
    );
  }
  return <Known record={person.data} />;
}

function Known({ record }: { record: Versioned<Person> }) {
  const { t } = useTranslation('admin');
  const session = useSession();
  const person = record.value;
  const active = person.state === 'active';
  const acts = useActs(person);
  const may = (action: string) => active && can(session, action);
  const more = [
    may('session.end') && { key: 'sessions', label: t('person.end_sessions'), onClick: acts.endSessions },
    may('person.change') &&
      person.totp_enabled && { key: 'totp', label: t('person.reset_totp'), onClick: acts.resetTotp },
    may('person.end') &&
      person.id !== session.person.id && {
        key: 'end',
        danger: true,
        label: t('person.end'),
        onClick: acts.end,
      },
  ].filter((item) => item !== false);
  return (
    <Page
      title={person.full_name}
      object={person.full_name}
      meta={
        <span className="cl-inline">
          {person.user_name} <PersonState person={person} />
        </span>
      }
      actions={
        (may('person.invite') || more.length > 0) && (
          <>
            {may('person.invite') && (
              <Button type="primary" loading={acts.inviting} onClick={acts.invite}>
                {t(person.has_password ? 'link.reset' : 'link.make')}
              </Button>
            )}
            {more.length > 0 && (
              <Dropdown trigger={['click']} menu={{ items: more }}>
                <Button>{t('more')}</Button>
              </Dropdown>
            )}
          </>
        )
      }
    >
      {acts.problem !== undefined && <ProblemAlert problem={acts.problem} />}
      <PersonFacts record={record} editable={may('person.change')} />
      <PostsCard person={person} editable={may('person.change')} />
      <GrantsCard person={person} editable={may('grant.change') || may('person.change')} />
      <OneTimeLink link={acts.link} name={person.full_name} onClose={acts.forgetLink} />
    </Page>
  );
}

/** What is done to the account as a whole; what cannot be taken back is asked first. */
function useActs(person: Person) {
  const { t } = useTranslation('admin');
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const [link, setLink] = useState<Schema<'InvitationLink'>>();
  const [problem, setProblem] = useState<unknown>();
  const params = { params: { path: { id: person.id } } };
  const refresh = () => client.invalidateQueries({ queryKey: ['people'] });
  const invite = useMutation({
    mutationFn: () => data(api.POST('/api/v1/people/{id}/invitation', params)),
    onMutate: () => setProblem(undefined),
    onSuccess: setLink,
    onError: setProblem,
    gcTime: 0,
  });

  function ask(what: 'end' | 'end_sessions' | 'reset_totp', run: () => Promise<unknown>) {
    modal.confirm({
      title: t(`person.${what}_ask`, { name: person.full_name }),
      content: t(`person.${what}_text`),
      okText: t(`person.${what}`),
      okButtonProps: { danger: true },
      cancelText: t('keep'),
      onOk: async () => {
        setProblem(undefined);
        try {
          await run();
          void message.success(t(`person.${what}_done`));
        } catch (error) {
          setProblem(error);
        }
        await refresh();
      },
    });
  }

  return {
    link,
    problem,
    inviting: invite.isPending,
    forgetLink: () => setLink(undefined),
    invite: () => {
      if (!person.has_password) return invite.mutate();
      modal.confirm({
        title: t('link.reset_ask', { name: person.full_name }),
        content: t('link.reset_text'),
        okText: t('link.reset'),
        cancelText: t('keep'),
        onOk: () => invite.mutate(),
      });
    },
    end: () => ask('end', () => api.POST('/api/v1/people/{id}/end', params)),
    endSessions: () => ask('end_sessions', () => api.POST('/api/v1/people/{id}/sessions/end', params)),
    resetTotp: () => ask('reset_totp', () => api.POST('/api/v1/people/{id}/totp/reset', params)),
  };
}
