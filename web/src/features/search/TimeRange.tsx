import { ClockCircleOutlined } from '@ant-design/icons';
import { Button, DatePicker, Popover } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant } from '~/ui/format';
import { usePhone } from '~/ui/usePhone';
import { fixed, ofWall, PRESETS, type Range, wallOf } from './range';

/** "24 giờ qua", or from when to when; a phone has room for day and minute. */
export function useRangeText(): (range: Range) => string {
  const { t } = useTranslation('search');
  const phone = usePhone();
  return (range) => {
    if ('from' in range && phone) {
      const end = (time: string) => formatDate(time).replace(/\/\d{4}/, '');
      return t('range.between', { from: end(range.from), to: end(range.to) });
    }
    if ('from' in range) {
      const [from, to] = [formatInstant(range.from), formatInstant(range.to)];
      // Of a time within one day the day is written once.
      return t('range.between', { from, to: from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to });
    }
    if (range.last % 1440 === 0 && range.last > 1440) return t('range.days', { count: range.last / 1440 });
    if (range.last % 60 === 0) return t('range.hours', { count: range.last / 60 });
    return t('range.minutes', { count: range.last });
  };
}

/** Chooses the time that is searched. */
export function TimeRange({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const { t } = useTranslation('search');
  const text = useRangeText();
  const [open, setOpen] = useState(false);
  function choose(next: Range) {
    setOpen(false);
    onChange(next);
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <div className="se-range">
          <ul aria-label={t('range.label')}>
            {PRESETS.map((last) => (
              <li key={last}>
                <button
                  type="button"
                  className="se-preset"
                  aria-current={'last' in range && range.last === last ? 'true' : undefined}
                  onClick={() => choose({ last })}
                >
                  {text({ last })}
                </button>
              </li>
            ))}
          </ul>
          <OwnRange range={range} onChange={choose} />
        </div>
      }
    >
      <Button icon={<ClockCircleOutlined />} title={t('range.label')}>
        {text(range)}
      </Button>
    </Popover>
  );
}

/** Of clocks in Viet Nam, wherever the browser is: what is picked is read off, not converted. */
const WALL = 'YYYY-MM-DDTHH:mm:ss';

function OwnRange({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const { t } = useTranslation('search');
  const [ends, setEnds] = useState<{ from: Dayjs | null; to: Dayjs | null }>(() => {
    const now = fixed(range, Date.now());
    return { from: dayjs(wallOf(now.from)), to: dayjs(wallOf(now.to)) };
  });
  const { from, to } = ends;
  const wrong = from !== null && to !== null && !to.isAfter(from);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (from && to && !wrong) onChange({ from: ofWall(from.format(WALL)), to: ofWall(to.format(WALL)) });
      }}
    >
      <strong>{t('range.own')}</strong>
      {(['from', 'to'] as const).map((end) => (
        <DatePicker
          key={end}
          showTime={{ defaultOpenValue: dayjs('2000-01-01T00:00:00') }}
          format="DD/MM/YYYY HH:mm:ss"
          allowClear={false}
          needConfirm={false}
          value={ends[end]}
          aria-label={t(`range.${end}`)}
          placeholder={t(`range.${end}`)}
          status={wrong && end === 'to' ? 'error' : ''}
          onChange={(value: Dayjs | null) => setEnds({ ...ends, [end]: value })}
        />
      ))}
      {wrong && (
        <p className="se-refused" role="alert">
          {t('invalid.to_before_from')}
        </p>
      )}
      <Button htmlType="submit" disabled={!from || !to || wrong}>
        {t('range.apply')}
      </Button>
      <p className="cl-quiet">{t('range.zone')}</p>
    </form>
  );
}
