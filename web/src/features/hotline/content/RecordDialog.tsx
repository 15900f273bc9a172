import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { RemoteSelect } from '~/features/incident/RemoteSelect';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { readReports, refresh } from '../api';
import { FirstField } from '../FirstField';
import { type ContentBody, type ContentDetail, recordContent } from './api';
import { CONTENT_KINDS } from './model';

/** Characters, as the server allows. */
const MAX_PLACE = 2_000;
const MAX_TEXT = 4_000;

/** Where it stands, as it was reported; nobody and nothing looks it up. */
export function RecordDialog({ onDone, onClose }: { onDone: (id: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<ContentBody>
      title={t('hotline_desk:content.add')}
      submit={t('hotline_desk:content.add')}
      said={t('hotline_desk:content.added')}
      start={{ kind: 'illegal_content', place: '', summary: '', report_id: null }}
      send={({ kind, place, summary, report_id }) =>
        recordContent({ kind, place: place.trim(), summary: summary.trim(), report_id: report_id ?? null })
      }
      refresh={refresh}
      onDone={(answer) => onDone((answer as ContentDetail).line.id)}
      onClose={onClose}
    >
      <p>{t('hotline_desk:content.about')}</p>
      <FirstField name="place" />
      <Form.Item name="kind" label={t('hotline_desk:column.kind')}>
        <Radio.Group
          options={CONTENT_KINDS.map((value) => ({
            value,
            label: t(`hotline_desk:content.kinds.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="place"
        label={t('hotline_desk:content.place')}
        extra={t('hotline_desk:content.place_help')}
        rules={[required]}
      >
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={MAX_PLACE}
          spellCheck={false}
          autoCapitalize="off"
        />
      </Form.Item>
      <Form.Item
        name="summary"
        label={t('hotline_desk:content.summary')}
        extra={t('hotline_desk:content.summary_help')}
        rules={[required]}
      >
        <FreeText minRows={3} maxLength={MAX_TEXT} />
      </Form.Item>
      <Form.Item name="report_id" label={t('hotline_desk:content.of_report')}>
        <RemoteSelect
          name="hotline-reports"
          find={async (text, signal) => {
            const { items } = await readReports(
              { view: 'all', order: 'newest', limit: 30, ...(text ? { search: text } : {}) },
              signal,
            );
            return items.map((one) => ({
              value: one.id,
              label: one.number,
              hint: [one.scam_type_name || one.kind_name, formatDate(one.received_at)]
                .filter(Boolean)
                .join(' · '),
            }));
          }}
        />
      </Form.Item>
    </FormDialog>
  );
}
