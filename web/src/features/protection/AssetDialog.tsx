import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { systemQuery } from '~/features/system/api';
import { SystemSelect } from '~/features/system/SystemSelect';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { type Asset, readAsset, refresh, removeAsset, type System, saveAsset } from './api';
import {
  ASSET_KINDS,
  type AssetFields,
  assetBody,
  assetFields,
  freshAsset,
  isIdentifier,
  MAX_LINE,
  ORIGINS,
} from './model';
import { RemoveButton } from './RemoveButton';

/** One asset: to change for whoever may change its system, to read for others; a new one without. */
export function AssetDialog({
  asset,
  system,
  onClose,
}: {
  asset?: Asset;
  /** Known, and fixed. */
  system?: System;
  onClose: () => void;
}) {
  const { t } = useTranslation('protection');
  const session = useSession();
  const asked = useQuery({
    ...systemQuery(asset?.system_id ?? ''),
    enabled: asset !== undefined && system === undefined && can(session, 'system.change'),
    refetchInterval: false,
  });
  // A moment, and the form comes at once instead of after what can only be read.
  if (asked.isLoading) return null;
  const may = asset ? (system ?? asked.data?.system)?.may_change : true;
  if (asset && !may) return <Facts asset={asset} onClose={onClose} />;
  return (
    <FormDialog<AssetFields, Asset>
      title={t(asset ? 'asset.edit' : 'asset.new')}
      submit={t(asset ? 'save' : 'asset.add')}
      said={t(asset ? 'saved' : 'asset.added')}
      start={asset ? assetFields(asset) : freshAsset(system?.id ?? null)}
      send={(fields, over) => saveAsset(fields.system_id ?? '', assetBody(fields), over)}
      {...(asset
        ? {
            versions: {
              over: asset,
              reread: () => readAsset(asset),
              fieldsOf: assetFields,
              shown: COMPARED.map((key) => ({
                key,
                label: t(LABELS[key]),
                render: (value) => <Shown of={key} value={value} />,
              })),
            },
            foot: (
              <RemoveButton
                verb={t('asset.remove.do')}
                title={t('asset.remove.title')}
                what={asset.name}
                text={t('asset.remove.text')}
                said={t('asset.remove.done')}
                run={() => removeAsset(asset.system_id, asset.id)}
                onDone={onClose}
              />
            ),
          }
        : {})}
      refresh={refresh}
      onClose={onClose}
    >
      {asset && !system && <p className="cl-quiet cl-break">{asset.system_name}</p>}
      <Items choose={!asset && !system} />
    </FormDialog>
  );
}

const COMPARED = [
  'kind',
  'name',
  'vendor',
  'version',
  'identifier',
  'place',
  'purpose',
  'origin',
  'ends_on',
  'donated',
  'checked_on',
  'checked_by',
] as const;
const LABELS: Record<(typeof COMPARED)[number], string> = {
  kind: 'asset.column.kind',
  name: 'asset.column.name',
  vendor: 'asset.column.vendor',
  version: 'asset.column.version',
  identifier: 'asset.column.identifier',
  place: 'asset.column.place',
  purpose: 'asset.column.purpose',
  origin: 'asset.column.origin',
  ends_on: 'asset.column.ends',
  donated: 'asset.donated',
  checked_on: 'asset.column.checked',
  checked_by: 'asset.column.checked_by',
};

/** A value as one reads it. */
function Shown({ of, value }: { of: (typeof COMPARED)[number]; value: string | boolean | null }) {
  const { t } = useTranslation('protection');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (!value) return <Nothing />;
  if (of === 'kind' || of === 'origin') return t(`asset.${of}.${value}`, { defaultValue: value });
  return of.endsWith('_on') ? formatDate(value, true) : value;
}

function Items({ choose }: { choose: boolean }) {
  const { t } = useTranslation(['protection', 'errors']);
  const form = Form.useFormInstance<AssetFields>();
  const donated = Form.useWatch('donated', form);
  const checked = Form.useWatch('checked_on', form);
  const required = { required: true, message: t('errors:field.required.what') };
  const plain = (name: 'vendor' | 'version' | 'place' | 'checked_by', help?: string, needed = false) => (
    <Form.Item
      name={name}
      label={t(`protection:asset.column.${name}`)}
      extra={help}
      rules={needed ? [{ ...required, whitespace: true }] : []}
    >
      <Input maxLength={MAX_LINE} />
    </Form.Item>
  );
  return (
    <>
      {choose && (
        <Form.Item name="system_id" label={t('protection:column.system')} rules={[required]}>
          <SystemSelect />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t('protection:asset.column.name')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="kind" label={t('protection:asset.column.kind')}>
          <Select
            options={ASSET_KINDS.map((value) => ({ value, label: t(`protection:asset.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="origin"
          label={t('protection:asset.column.origin')}
          extra={t('protection:asset.origin_help')}
        >
          <Select
            options={ORIGINS.map((value) => ({ value, label: t(`protection:asset.origin.${value}`) }))}
          />
        </Form.Item>
        {plain('vendor')}
        {plain('version')}
        {plain('place', t('protection:asset.place_help'))}
        <DayItem
          name="ends_on"
          label={t('protection:asset.column.ends')}
          extra={t('protection:asset.ends_help')}
        />
      </div>
      <Form.Item
        name="identifier"
        label={t('protection:asset.column.identifier')}
        extra={t('protection:asset.identifier_help')}
        rules={[
          {
            validator: (_, text?: string) =>
              isIdentifier(text ?? '')
                ? Promise.resolve()
                : Promise.reject(new Error(t('protection:asset.identifier_wrong'))),
          },
        ]}
      >
        <Input maxLength={MAX_LINE} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="purpose" label={t('protection:asset.column.purpose')}>
        <FreeText single maxLength={MAX_LINE} />
      </Form.Item>
      <Form.Item name="donated" valuePropName="checked" extra={t('protection:asset.donated_help')}>
        <Checkbox>{t('protection:asset.donated')}</Checkbox>
      </Form.Item>
      <div className="cl-two">
        <DayItem
          name="checked_on"
          label={t('protection:asset.column.checked')}
          {...(donated ? { extra: t('protection:asset.checked_help') } : {})}
          notAfterToday
        />
        {plain('checked_by', undefined, Boolean(checked))}
      </div>
    </>
  );
}

function Facts({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const { t } = useTranslation('protection');
  const fields = assetFields(asset);
  return (
    <Modal open width={640} title={asset.name} footer={null} onCancel={onClose}>
      <dl className="cl-facts">
        <dt>{t('column.system')}</dt>
        <dd>{asset.system_name}</dd>
        {COMPARED.filter((key) => key !== 'name').map((key) => (
          <div key={key} className="cl-pair">
            <dt>{t(LABELS[key])}</dt>
            <dd>
              <Shown of={key} value={fields[key]} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
