// Draws the charts of a page, and follows a run until it ends.
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const drawn = [];

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const short = (value) => {
    if (value === null || value === undefined) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(2);
    return String(Number(value.toPrecision(4)));
  };

  const axis = (values) => ({
    stroke: style('--faint'),
    grid: { stroke: style('--line'), width: 1 },
    ticks: { stroke: style('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
    size: values ? 60 : 32,
    values: values ? (plot, ticks) => ticks.map(short) : undefined,
  });

  const marked = (chart) => ({
    hooks: {
      draw: [(plot) => {
        if (chart.mark === undefined) return;
        const x = Math.round(plot.valToPos(chart.mark, 'x', true));
        const context = plot.ctx;
        context.save();
        context.strokeStyle = style('--faint');
        context.setLineDash([4, 4]);
        context.beginPath();
        context.moveTo(x, plot.bbox.top);
        context.lineTo(x, plot.bbox.top + plot.bbox.height);
        context.stroke();
        context.restore();
      }],
    },
  });

  function draw(place) {
    const chart = data.charts.find((one) => one.id === place.dataset.chart);
    const alone = chart.columns[0].length < 2;
    const options = {
      width: place.clientWidth,
      height: Math.max(150, Math.min(240, place.clientWidth * 0.5)),
      scales: { x: { time: false } },
      axes: [axis(false), axis(true)],
      cursor: { points: { size: 6 } },
      series: [{ label: chart.x }].concat(chart.labels.map((label, i) => ({
        label: label,
        stroke: style('--line' + (i % 6)),
        width: 2,
        spanGaps: true,
        dash: i >= 6 ? [6, 4] : undefined,
        points: { show: alone },
        value: (plot, value) => short(value),
      }))),
      plugins: [marked(chart)],
      hooks: { ready: [(plot) => plot.setLegend({ idx: chart.columns[0].length - 1 })] },
      legend: { live: !place.classList.contains('first') },
    };
    place.replaceChildren();
    return new uPlot(options, chart.columns, place);
  }

  function drawAll() {
    drawn.splice(0).forEach((plot) => plot.destroy());
    document.querySelectorAll('[data-chart]').forEach((place) => drawn.push(draw(place)));
  }

  document.querySelectorAll('[data-grow]').forEach((part) => { part.style.flexGrow = part.dataset.grow; });
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  let width = window.innerWidth;
  let later;
  window.addEventListener('resize', () => {
    clearTimeout(later);
    later = setTimeout(() => {
      if (window.innerWidth !== width) { width = window.innerWidth; drawAll(); }
    }, 100);
  });

  document.querySelectorAll('table.sortable th[scope=col]').forEach((head) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const ascending = head.getAttribute('aria-sort') !== 'ascending';
      const column = head.cellIndex;
      const body = head.closest('table').tBodies[0];
      const key = (row) => {
        const cell = row.cells[column];
        const text = cell.dataset.value ?? cell.textContent.trim();
        return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
      };
      const lines = Array.from(body.rows).sort((a, b) => {
        const left = key(a), right = key(b);
        const order = typeof left === 'number' && typeof right === 'number'
          ? left - right : String(left).localeCompare(String(right), 'en', { numeric: true });
        return ascending ? order : -order;
      });
      body.append(...lines);
      head.closest('tr').querySelectorAll('th').forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    });
  });

  if (data.running) {
    const age = () => (Date.now() - Date.parse(data.written)) / 60000;
    const told = document.querySelector('.status .message');
    if (age() > 10 && told) {
      told.textContent = 'No news for ' + Math.round(age()) + ' minutes: the job may have been killed. '
        + 'The same command resumes it.';
    }
    setTimeout(() => location.reload(), age() > 60 ? 60000 : 5000);
  }
})();
