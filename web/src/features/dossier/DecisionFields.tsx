import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { MAX_LINE } from './model';

/** Number, day and organ of a decision, and its file. */
export function DecisionFields({
  file,
  onFile,
  notBefore,
}: {
  file: File | undefined;
  onFile: (file: File | undefined) => void;
  notBefore?: string | undefined;
}) {
  const { t } = useTranslation(['dossier', 'errors']);
  const required = [{ required: true, whitespace: true, message: t('errors:field.required.what') }];
  return (
    <>
      <div className="cl-two">
        <Form.Item name="number" label={t('dossier:decision.number')} rules={required}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <DayItem
          name="on"
          label={t('dossier:decision.on')}
          required
          notAfterToday
          {...(notBefore ? { notBefore } : {})}
        />
      </div>
      <Form.Item
        name="by"
        label={t('dossier:decision.by')}
        extra={t('dossier:decision.by_help')}
        rules={required}
      >
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <FilePick
        single
        label={t('dossier:decision.file')}
        files={file ? [file] : []}
        onChange={(files) => onFile(files[0])}
      />
    </>
  );
}
