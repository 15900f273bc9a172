import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { useDraft } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Timeline } from '~/ui/views';

/** What is talked about. */
export type CommentKind = 'duty' | 'target' | 'obligation' | 'difficulty';

/** Comments on one record: never changed or deleted, so they are read before they are sent. */
export function Comments({ kind, id, bare }: { kind: CommentKind; id: string; bare?: boolean }) {
  const { t } = useTranslation('comment');
  const client = useQueryClient();
  const [form] = Form.useForm<{ body: string }>();
  const draft = useDraft<{ body: string }>(`comment.${kind}.${id}`);
  const query = { kind, id };
  const found = useQuery({
    queryKey: ['comment', kind, id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/comments', { params: { query }, signal })),
  });
  const add = useMutation({
    mutationFn: (body: string) => data(api.POST('/api/v1/comments', { params: { query }, body: { body } })),
    onSuccess: () => {
      form.resetFields();
      draft.drop();
      return client.invalidateQueries({ queryKey: ['comment', kind, id] });
    },
  });
  const content = (
    <>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && (
        <Timeline
          empty={<p className="cl-quiet">{t('empty')}</p>}
          entries={found.data.map((c) => ({
            id: c.id,
            at: c.created_at,
            who: c.author_name,
            title: null,
            body: c.body,
          }))}
        />
      )}
      <Form<{ body: string }>
        form={form}
        layout="vertical"
        initialValues={draft.found?.value ?? {}}
        onValuesChange={(_, values) => draft.save(values)}
        onFinish={({ body }) => body?.trim() && add.mutate(body)}
      >
        <Form.Item name="body" label={t('label')}>
          <FreeText minRows={2} maxLength={10_000} />
        </Form.Item>
        {add.isError && <ProblemAlert problem={add.error} />}
        <Button htmlType="submit" loading={add.isPending}>
          {t('add')}
        </Button>
      </Form>
    </>
  );
  return bare ? content : <Card title={t('title')}>{content}</Card>;
}
