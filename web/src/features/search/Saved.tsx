import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Modal, Popover, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { forgetSearch, keepSearch, savedQuery } from './api';
import type { Range } from './range';
import { useRangeText } from './TimeRange';
import { ToolButton } from './ToolButton';
import type { SavedSearch } from './types';

/** Searches that are kept: the own ones and those that others share. */
export function SavedMenu({
  q,
  range,
  onTake,
}: {
  q: string;
  range: Range;
  onTake: (saved: SavedSearch) => void;
}) {
  const { t } = useTranslation('search');
  const [open, setOpen] = useState(false);
  const [keeping, setKeeping] = useState(false);
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={open}
        onOpenChange={setOpen}
        content={
          <div className="se-saved">
            <SavedList
              onTake={(saved) => {
                setOpen(false);
                onTake(saved);
              }}
            />
            <Button
              onClick={() => {
                setOpen(false);
                setKeeping(true);
              }}
            >
              {t('saved.keep')}
            </Button>
          </div>
        }
      >
        <ToolButton icon={<StarOutlined />} text={t('saved.open')} />
      </Popover>
      {keeping && <KeepDialog q={q} range={range} onClose={() => setKeeping(false)} />}
    </>
  );
}

function SavedList({ onTake }: { onTake: (saved: SavedSearch) => void }) {
  const { t } = useTranslation(['search', 'common']);
  const client = useQueryClient();
  const { modal } = App.useApp();
  const rangeText = useRangeText();
  const saved = useQuery(savedQuery);
  const forget = useMutation({
    mutationFn: forgetSearch,
    onSettled: () => client.invalidateQueries({ queryKey: savedQuery.queryKey }),
    onError: (error) =>
      modal.error({ title: t('search:saved.not_forgotten'), content: <ProblemAlert problem={error} /> }),
  });
  if (saved.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  if (saved.isError) return <ProblemAlert problem={saved.error} onRetry={() => void saved.refetch()} />;
  if (saved.data.length === 0) return <p className="cl-quiet">{t('search:saved.none')}</p>;
  return (
    <ul aria-label={t('search:saved.open')}>
      {saved.data.map((one) => (
        <li key={one.id}>
          <button type="button" className="cl-link" onClick={() => onTake(one)}>
            {one.name}
          </button>
          {one.own && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('search:saved.forget', { name: one.name })}
              title={t('search:saved.forget', { name: one.name })}
              onClick={() =>
                modal.confirm({
                  title: t('search:saved.forget_ask', { name: one.name }),
                  content: one.shared ? t('search:saved.forget_shared') : undefined,
                  okText: t('search:saved.forget_do'),
                  cancelText: t('common:action.back'),
                  onOk: () => forget.mutateAsync(one.id).catch(() => undefined),
                })
              }
            />
          )}
          <code className="se-saved-query" title={one.q}>
            {one.q || t('search:saved.all')}
          </code>
          <span className="cl-quiet">
            {[
              one.minutes ? rangeText({ last: one.minutes }) : t('search:saved.any_time'),
              one.own
                ? one.shared && t('search:saved.shared')
                : t('search:saved.of', { name: one.owner_name }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface Values {
  name: string;
  shared: boolean;
}
const MAX_NAME = 200;

function KeepDialog({ q, range, onClose }: { q: string; range: Range; onClose: () => void }) {
  const { t } = useTranslation(['search', 'common', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const rangeText = useRangeText();
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const minutes = 'last' in range ? range.last : null;
  const keep = useMutation({
    mutationFn: ({ name, shared }: Values) => keepSearch({ name: name.trim(), q, minutes, shared }),
    onSuccess: (_, { name }) => {
      void message.success(t('search:saved.kept', { name: name.trim() }));
      onClose();
      return client.invalidateQueries({ queryKey: savedQuery.queryKey });
    },
    onError: fieldErrors,
  });
  const shown = isProblem(keep.error) && keep.error.fields.some((f) => f.field === 'name');
  return (
    <Modal
      open
      title={t('search:saved.keep')}
      okText={t('search:saved.keep_do')}
      cancelText={t('common:action.cancel')}
      confirmLoading={keep.isPending}
      mask={{ closable: false }}
      onCancel={onClose}
      onOk={form.submit}
    >
      <p className="se-kept">
        <code>{q || t('search:saved.all')}</code>
        <br />
        <span className="cl-quiet">
          {minutes === null ? t('search:saved.own_time') : rangeText({ last: minutes })}
        </span>
      </p>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: '', shared: false }}
        onFinish={(values) => keep.mutate(values)}
      >
        <Form.Item
          name="name"
          label={t('search:saved.name')}
          rules={[{ required: true, whitespace: true, message: t('search:invalid.name_empty') }]}
        >
          <Input maxLength={MAX_NAME} autoFocus />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" extra={t('search:saved.share_help')}>
          <Checkbox>{t('search:saved.share')}</Checkbox>
        </Form.Item>
      </Form>
      {keep.isError && !shown && <ProblemAlert problem={keep.error} />}
    </Modal>
  );
}
