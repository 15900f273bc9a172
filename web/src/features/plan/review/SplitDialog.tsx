import { useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { changeOf, type Item, type ItemChange, reread } from '../api';
import { proposeParts } from './model';

/** One item becomes several; all keep agencies and time, which can be edited afterwards. */
export function SplitDialog({
  version,
  item,
  onClose,
}: {
  version: string;
  item: Item;
  onClose: () => void;
}) {
  const { t } = useTranslation(['plan', 'common']);
  const client = useQueryClient();
  const [parts, setParts] = useState(() => proposeParts(item.text));
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const filled = parts.filter((p) => p.trim());

  async function send() {
    setWorking(true);
    setProblem(undefined);
    try {
      const base = changeOf(item);
      await data(
        api.POST('/api/v1/plans/items/{item}/split', {
          params: { path: { item: item.id }, header: { 'if-match': `"${item.version}"` } },
          body: {
            parts: filled.map((text, at) => ({
              ...base,
              text,
              path: at === 0 ? base.path : `${base.path}.(${at + 1})`,
            })),
          },
        }),
      );
      await reread(client, version);
      onClose();
    } catch (error) {
      setProblem(error);
      setWorking(false);
    }
  }

  return (
    <Modal
      open
      title={t('split.title', { path: item.path })}
      width={720}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <p className="cl-quiet">{t('split.text')}</p>
      <div className="pl-rows">
        {parts.map((part, at) => (
          <FreeText
            key={at}
            aria-label={t('split.part', { number: at + 1 })}
            placeholder={t('split.part', { number: at + 1 })}
            minRows={2}
            value={part}
            onChange={(text) => setParts((old) => old.map((p, i) => (i === at ? text : p)))}
          />
        ))}
        <div>
          <Button onClick={() => setParts((old) => [...old, ''])}>{t('split.more')}</Button>
        </div>
      </div>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-form-bar">
        <Button type="primary" disabled={filled.length < 2} loading={working} onClick={() => void send()}>
          {t('split.do', { count: filled.length })}
        </Button>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
      </div>
    </Modal>
  );
}

/** Several items become one: the first takes the text of all, the others are removed. */
export function MergeDialog({
  version,
  items,
  onClose,
}: {
  version: string;
  items: Item[];
  onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation(['plan', 'common']);
  const client = useQueryClient();
  const [text, setText] = useState(() => items.map((i) => i.text).join('\n'));
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const first = items[0];
  if (!first) return null;

  async function send() {
    if (!first) return;
    setWorking(true);
    setProblem(undefined);
    const seen = new Set<string>();
    const parties = items
      .flatMap((i) => changeOf(i).parties ?? [])
      .filter((p) => {
        const key = `${p.role}/${p.printed}`;
        return !seen.has(key) && seen.add(key);
      }) as NonNullable<ItemChange['parties']>;
    try {
      await data(
        api.POST('/api/v1/plans/versions/{version}/merge', {
          params: { path: { version } },
          body: {
            items: items.map((i) => ({ id: i.id, version: i.version })),
            item: { ...changeOf(first), text, parties },
          },
        }),
      );
      await reread(client, version);
      onClose(true);
    } catch (error) {
      setProblem(error);
      setWorking(false);
    }
  }

  return (
    <Modal
      open
      title={t('merge.title', { count: items.length })}
      width={720}
      footer={null}
      onCancel={() => onClose(false)}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <p className="cl-quiet">{t('merge.text', { paths: items.map((i) => i.path).join(', ') })}</p>
      <FreeText aria-label={t('field.text')} minRows={4} value={text} onChange={setText} />
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-form-bar">
        <Button type="primary" disabled={!text.trim()} loading={working} onClick={() => void send()}>
          {t('merge.do')}
        </Button>
        <Button onClick={() => onClose(false)}>{t('common:action.cancel')}</Button>
      </div>
    </Modal>
  );
}
