import { QuestionCircleOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ToolButton } from './ToolButton';

/** What can be written, by example; the sentences are `how.<key>`. */
const EXAMPLES = [
  ['words', 'failed "dang nhap"'],
  ['field', 'user:root'],
  ['join', '(host:web01 OR host:web02) NOT path:/health*'],
  ['wild', 'process:*powershell*'],
  ['list', 'event_id:(4624 OR 4625)'],
  ['range', 'status:>=500'],
  ['between', 'dst_port:[1 TO 1024]'],
  ['network', 'src_ip:10.0.0.0/8'],
  ['exists', 'hash:*'],
  ['regex', 'command:~"-enc\\s+[A-Za-z0-9+/=]{40,}"'],
] as const;

/** Names that each stand for what different devices call it. */
const NAMES = [
  'host',
  'src_ip',
  'dst_ip',
  'ip',
  'user',
  'status',
  'path',
  'url',
  'process',
  'command',
  'event_id',
  'action',
  'file',
  'domain',
  'hash',
  'product',
  'service',
  'category',
] as const;

/** How a query is written; a click takes an example over. */
export function HowTo({ onTake }: { onTake: (text: string) => void }) {
  const { t } = useTranslation('search');
  const [open, setOpen] = useState(false);
  function take(text: string) {
    setOpen(false);
    onTake(text);
  }
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      title={t('how.title')}
      content={
        <div className="se-how">
          <ul>
            {EXAMPLES.map(([key, example]) => (
              <li key={key}>
                <button type="button" className="cl-link" onClick={() => take(example)}>
                  <code>{example}</code>
                </button>
                <span className="cl-quiet">{t(`how.${key}`)}</span>
              </li>
            ))}
          </ul>
          <p>{t('how.diacritics')}</p>
          <p>{t('how.names')}</p>
          <div className="se-names">
            {NAMES.map((name) => (
              <button key={name} type="button" className="cl-link" onClick={() => take(`${name}:`)}>
                <code>{name}</code>
              </button>
            ))}
          </div>
        </div>
      }
    >
      <ToolButton icon={<QuestionCircleOutlined />} text={t('how.open')} />
    </Popover>
  );
}
