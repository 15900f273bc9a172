import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '~/api/client';
import { FormEnd, useFieldErrors } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import {
  type GrantFields,
  GrantInputs,
  grantBody,
  type PostFields,
  PostInputs,
  postBody,
} from './DatedForms';
import { PeriodText } from './PeriodText';
import type { Person } from './PersonPage';
import { byPhase, type Dated, dayAfter, phaseOf } from './periods';
import { useRoleName } from './roles';

/** Posts by date; a transfer ends one and adds another, nothing is rewritten. */
export function PostsCard({ person, editable }: { person: Person; editable: boolean }) {
  const { t } = useTranslation('admin');
  return (
    <DatedCard
      kind="post"
      editable={editable}
      items={byPhase(person.posts)}
      show={(post) => (
        <>
          <strong>{post.title}</strong>, {post.agency_name}
        </>
      )}
      empty={t('post.none')}
      form={(done) => (
        <AddForm<PostFields>
          kind="post"
          done={done}
          send={(fields) =>
            api.POST('/api/v1/people/{id}/posts', {
              params: { path: { id: person.id } },
              body: postBody(fields),
            })
          }
        >
          <PostInputs />
        </AddForm>
      )}
      end={(post, on) =>
        api.POST('/api/v1/people/{id}/posts/{post_id}/end', {
          params: { path: { id: person.id, post_id: post.id } },
          body: { on },
        })
      }
    />
  );
}

/** Roles granted, for a part of the directory and an area, by date. */
export function GrantsCard({ person, editable }: { person: Person; editable: boolean }) {
  const { t } = useTranslation('admin');
  const roleName = useRoleName();
  return (
    <DatedCard
      kind="grant"
      editable={editable}
      items={byPhase(person.grants)}
      show={(grant) => (
        <>
          <strong>{roleName(grant.role, grant.area)}</strong>, {grant.agency_name ?? t('grant.everywhere')}
        </>
      )}
      empty={t('grant.none')}
      form={(done) => (
        <AddForm<GrantFields>
          kind="grant"
          done={done}
          send={(fields) =>
            api.POST('/api/v1/people/{id}/grants', {
              params: { path: { id: person.id } },
              body: grantBody(fields),
            })
          }
        >
          <GrantInputs />
        </AddForm>
      )}
      end={(grant, on) =>
        api.POST('/api/v1/people/{id}/grants/{grant_id}/end', {
          params: { path: { id: person.id, grant_id: grant.id } },
          body: { on },
        })
      }
    />
  );
}

type Kind = 'post' | 'grant';

function DatedCard<T extends Dated & { id: string }>({
  kind,
  items,
  editable,
  show,
  empty,
  form,
  end,
}: {
  kind: Kind;
  items: T[];
  editable: boolean;
  show: (item: T) => ReactNode;
  empty: string;
  form: (done: () => void) => ReactNode;
  end: (item: T, on: string) => Promise<unknown>;
}) {
  const { t } = useTranslation('admin');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<T>();
  return (
    <Card
      title={t(`${kind}.heading`)}
      extra={editable && !adding && <Button onClick={() => setAdding(true)}>{t(`${kind}.add`)}</Button>}
    >
      {items.length === 0 && <p className="cl-quiet">{empty}</p>}
      <ul className="cl-lines">
        {items.map((item) => (
          <li key={item.id} data-past={phaseOf(item) === 'past' || undefined}>
            <div>
              <div>{show(item)}</div>
              <PeriodText of={item} />
            </div>
            {editable && phaseOf(item) !== 'past' && !item.to && (
              <Button size="small" onClick={() => setEnding(item)}>
                {t(`${kind}.end`)}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding && <div className="cl-inset">{form(() => setAdding(false))}</div>}
      {ending && (
        <EndDialog kind={kind} item={ending} show={show} end={end} close={() => setEnding(undefined)} />
      )}
    </Card>
  );
}

function AddForm<T extends object>({
  kind,
  send,
  done,
  children,
}: {
  kind: Kind;
  send: (fields: T) => Promise<unknown>;
  done: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('admin');
  const [form] = Form.useForm<T>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const showFields = useFieldErrors(form);
  const add = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['people'] });
      void message.success(t(`${kind}.added`));
      done();
    },
    onError: showFields,
  });
  return (
    <Form<T> form={form} layout="vertical" onFinish={(fields) => add.mutate(fields)}>
      {children}
      {add.isError && <ProblemAlert problem={add.error} />}
      <FormEnd submit={t(`${kind}.add`)} working={add.isPending} onCancel={done} />
    </Form>
  );
}

function EndDialog<T extends Dated>({
  kind,
  item,
  show,
  end,
  close,
}: {
  kind: Kind;
  item: T;
  show: (item: T) => ReactNode;
  end: (item: T, on: string) => Promise<unknown>;
  close: () => void;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const client = useQueryClient();
  const [last, setLast] = useState<Dayjs>(dayjs().subtract(1, 'day'));
  const send = useMutation({
    // The wire names the first day on which it is no longer held.
    mutationFn: () => end(item, dayAfter(last.format('YYYY-MM-DD'))),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['people'] });
      close();
    },
  });
  return (
    <Modal
      open
      title={t(`${kind}.end`)}
      okText={t(`${kind}.end`)}
      cancelText={t('common:action.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={close}
    >
      <p>{show(item)}</p>
      <Form layout="vertical">
        <Form.Item label={t('period.last')} htmlFor="end-last" extra={t('period.end_help')}>
          <DatePicker
            id="end-last"
            format="DD/MM/YYYY"
            allowClear={false}
            value={last}
            onChange={(value) => value && setLast(value)}
          />
        </Form.Item>
      </Form>
      {send.isError && <ProblemAlert problem={send.error} />}
    </Modal>
  );
}
