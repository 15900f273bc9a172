import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { refresh } from '../api';
import { PublicNote } from '../desk/PublicNote';
import { FirstField } from '../FirstField';
import { MAX_REASON } from '../model';
import { type Notice, publish, withdraw } from './api';
import { CitizenView } from './CitizenView';
import type { Fields } from './model';

/** Questions are not, and nothing is twice. */
const isMailed = ({ kind, state }: Notice) => kind !== 'question' && state === 'draft';

/** The last look before everybody can read it. */
export function PublishDialog({
  notice,
  fields,
  onDone,
  onClose,
}: {
  notice: Notice;
  fields: Fields;
  onDone: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('hotline_desk');
  return (
    <FormDialog<object>
      wide
      title={t('notice.publish_title')}
      submit={t('notice.publish')}
      said={t('notice.publish_said')}
      start={{}}
      send={() => publish(notice)}
      refresh={refresh}
      onDone={onDone}
      onClose={onClose}
    >
      <PublicNote
        open
        title={t('notice.publish_public')}
        text={t(isMailed(notice) ? 'notice.publish_text' : 'notice.publish_text_question')}
        never={t('public.never')}
      />
      <div className="hd-last-look">
        <CitizenView fields={fields} publishedAt={notice.published_at} />
      </div>
    </FormDialog>
  );
}

/** Citizens no longer find it. */
export function WithdrawDialog({
  notice,
  onDone,
  onClose,
}: {
  notice: Notice;
  onDone: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  return (
    <FormDialog<{ reason: string }>
      title={t('hotline_desk:notice.withdraw')}
      submit={t('hotline_desk:notice.withdraw')}
      said={t('hotline_desk:notice.withdraw_said')}
      danger
      start={{ reason: '' }}
      send={({ reason }) => withdraw(notice, reason.trim())}
      refresh={refresh}
      onDone={onDone}
      onClose={onClose}
    >
      <PublicNote
        open
        title={t('hotline_desk:notice.withdraw_public')}
        text={t('hotline_desk:notice.withdraw_text')}
      />
      <FirstField name="reason" />
      <Form.Item
        name="reason"
        label={t('hotline_desk:reason')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}
