import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import type { ReportDetail } from '../api';
import { may } from '../model';
import { Key } from '../words';
import { Files } from './Attachments';
import type { Opening } from './opening';

/** What the citizen and the centre wrote to each other; sealed like the story. */
export function MessagesTab({
  detail,
  opening,
  onWrite,
}: {
  detail: ReportDetail;
  opening: Opening;
  onWrite: () => void;
}) {
  const { t } = useTranslation('hotline');
  const { content, reason } = opening;
  const write = may(detail, 'message') && (
    <Button type="primary" onClick={onWrite}>
      {t('message.write')} <Key of="n" />
    </Button>
  );
  if (!content)
    return <EmptyState title={t('message.sealed')} text={t('message.sealed_text')} action={write} />;
  return (
    <section aria-label={t('tab.messages')}>
      {detail.line.unread > 0 && (
        <div className="cl-notice" role="status">
          <span>{t('message.new', { count: detail.line.unread })}</span>
          <Button size="small" loading={opening.busy} onClick={() => opening.open(reason)}>
            {t('message.read')}
          </Button>
        </div>
      )}
      {content.messages.length === 0 && (
        <EmptyState title={t('message.none')} text={t('message.none_text')} />
      )}
      <ol className="hl-messages">
        {content.messages.map((message) => (
          <li key={message.id} data-from={message.is_from_citizen ? 'citizen' : 'centre'}>
            <div className="cl-quiet">
              {message.is_from_citizen
                ? t('message.citizen')
                : t('message.centre', { name: message.by_name })}{' '}
              · <DateText value={message.at} />
            </div>
            <p className="hl-narrative">{message.text}</p>
            <Files
              report={detail.line.id}
              reason={reason}
              files={content.attachments.filter((file) => file.message_id === message.id)}
            />
          </li>
        ))}
      </ol>
      {write}
    </section>
  );
}
