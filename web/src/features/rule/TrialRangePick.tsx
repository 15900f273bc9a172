import { DatePicker, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { ofWall, wallOf } from '~/features/search/range';
import { refused, SPANS, type Span, type TrialRange, windowOf } from './trial';

/** Of clocks in Viet Nam, wherever the browser is. */
const WALL = 'YYYY-MM-DDTHH:mm:ss';

/** The time that a trial looks at: one of the usual, or from when to when. */
export function TrialRangePick({
  range,
  onChange,
}: {
  range: TrialRange;
  onChange: (range: TrialRange) => void;
}) {
  const { t } = useTranslation('rule');
  const own = typeof range === 'object';
  return (
    <>
      <Segmented
        className="cl-wrap-segments"
        aria-label={t('trial.range')}
        value={own ? 'own' : range}
        options={[...Object.keys(SPANS), 'own'].map((value) => ({ value, label: t(`trial.span.${value}`) }))}
        onChange={(value) => onChange(value === 'own' ? windowOf(range, Date.now()) : (value as Span))}
      />
      {own && <Own range={range} onChange={onChange} />}
    </>
  );
}

function Own({
  range,
  onChange,
}: {
  range: { from: string; to: string };
  onChange: (range: TrialRange) => void;
}) {
  const { t } = useTranslation('rule');
  const wrong = refused(range.from, range.to);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to the fields inside
    <div
      className="ru-own"
      // Enter takes the time that was typed; it does not send the form around.
      onKeyDown={(e) => {
        if (e.key === 'Enter') e.preventDefault();
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <DatePicker
          key={end}
          showTime={{ format: 'HH:mm' }}
          format="DD/MM/YYYY HH:mm"
          allowClear={false}
          needConfirm={false}
          value={dayjs(wallOf(range[end]))}
          aria-label={t(`trial.${end}`)}
          status={wrong ? 'error' : ''}
          onChange={(value: Dayjs | null) =>
            value && onChange({ ...range, [end]: ofWall(value.format(WALL)) })
          }
        />
      ))}
      {wrong && (
        <span className="ru-refused" role="alert">
          {t(`reason.${wrong}`)}
        </span>
      )}
    </div>
  );
}
