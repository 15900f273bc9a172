import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { addEvidence, type Layer, refresh, type System } from './api';
import { MAX_LINE, MAX_NOTE } from './model';

interface Fields {
  layer: number;
  provider: string;
  note: string;
  since: string;
  until: string | null;
}

/** Adds what shows that a layer stands. */
export function EvidenceDialog({
  system,
  layers,
  layer,
  onClose,
}: {
  system: System;
  layers: readonly Layer[];
  layer: number;
  onClose: () => void;
}) {
  const { t } = useTranslation('protection');
  const [file, setFile] = useState<File>();
  return (
    <FormDialog<Fields>
      title={t('layers.add_title')}
      submit={t('layers.add')}
      said={t('layers.added')}
      start={{ layer, provider: '', note: '', since: localDay(new Date()), until: null }}
      send={(fields) => addEvidence(system.id, fields, file)}
      refresh={refresh}
      onClose={onClose}
    >
      <Items layers={layers} />
      <FilePick
        single
        label={t('file.label')}
        files={file ? [file] : []}
        onChange={(files) => setFile(files[0])}
      />
    </FormDialog>
  );
}

function Items({ layers }: { layers: readonly Layer[] }) {
  const { t } = useTranslation(['protection', 'errors']);
  const form = Form.useFormInstance<Fields>();
  const chosen = Form.useWatch('layer', form);
  const since = Form.useWatch('since', form);
  const asks = layers.find((one) => one.layer === chosen)?.asks;
  return (
    <>
      <Form.Item
        name="layer"
        label={t('protection:layers.field.layer')}
        extra={asks && t('protection:layers.asks', { asks })}
      >
        <Select
          options={layers.map((one) => ({
            value: one.layer,
            label: `${t('protection:layers.layer', { layer: one.layer })} ${one.name}`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="provider"
        label={t('protection:layers.field.provider')}
        extra={t(
          chosen === 3 ? 'protection:layers.field.provider_help_3' : 'protection:layers.field.provider_help',
        )}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <div className="cl-two">
        <DayItem name="since" label={t('protection:layers.field.since')} required />
        <DayItem
          name="until"
          label={t('protection:layers.field.until')}
          extra={t('protection:layers.field.until_help')}
          dependencies={['since']}
          notBefore={since ?? undefined}
        />
      </div>
      <Form.Item name="note" label={t('protection:field.note')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </>
  );
}
