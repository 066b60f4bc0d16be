// Everything here adds to pages that work without it. No state is kept but the row under the cursor.
(() => {
  'use strict';
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = selector => [...document.querySelectorAll(selector)];
  const copied = (button, text) => navigator.clipboard.writeText(text).then(
    () => say(button, 'Copied'), () => say(button, 'Copy was refused'));

  function say(button, words) {
    const before = button.dataset.label ??= button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 1500);
  }

  // Copy: the text of an element, or of an address.
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy],[data-copy-url]');
    if (!button) return;
    if (button.dataset.copy) {
      copied(button, $('#' + button.dataset.copy).textContent.trim());
      return;
    }
    fetch(button.dataset.copyUrl).then(answer => answer.ok ? answer.text() : Promise.reject(answer.status))
      .then(text => copied(button, text), () => say(button, 'Could not load'));
  });

  // Select all rows of a list.
  document.addEventListener('change', event => {
    if (!event.target.matches('[data-all]')) return;
    all('[data-row] input[type=checkbox]').forEach(box => { box.checked = event.target.checked; });
  });

  // A hidden tab asks for nothing.
  document.addEventListener('htmx:config:request', event => {
    if (document.hidden && event.detail.ctx?.sourceElement?.matches('[data-poll]')) event.preventDefault();
  });

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener('click', event => {
    all('details.menu[open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Charts: the numbers are those of the table beside it; without script the server's own drawing stays.
  function draw(figure) {
    const day = 86400, at = text => Date.parse(text) / 1000;
    const counts = new Map(), marks = new Map();
    for (const row of figure.querySelectorAll('tbody tr')) {
      const [when, count, releases] = [...row.cells].map(cell => cell.textContent);
      counts.set(at(when), Number(count.replaceAll(',', '')));
      if (releases) marks.set(at(when), releases);
    }
    const xs = [], ys = [];
    for (let x = at(figure.dataset.from); x <= at(figure.dataset.to); x += day) { xs.push(x); ys.push(counts.get(x) ?? 0); }
    const plot = $('.plot', figure), output = $('output', figure), words = output.textContent;
    const picture = plot.innerHTML;
    let chart;
    const make = () => {
      const style = getComputedStyle(figure), ink = getComputedStyle($('output', figure)).color;
      const line = style.borderTopColor;
      chart?.destroy();
      plot.textContent = '';
      chart = new uPlot({
        width: plot.clientWidth, height: 130, legend: { show: false }, padding: [12, 8, 0, 0],
        tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        scales: { x: { range: [xs[0] - day / 2, xs.at(-1) + day / 2] }, y: { range: (u, low, high) => [0, Math.max(1, high)] } },
        cursor: { y: false, drag: { x: false } },
        axes: [{ stroke: ink, grid: { show: false }, ticks: { stroke: line } },
          { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 56, incrs: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1e3, 2500, 5e3, 1e4, 1e5] }],
        series: [{}, { fill: style.color, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.75, 40] }) }],
        hooks: {
          setCursor: [u => {
            const i = u.cursor.idx;
            output.textContent = i == null ? words : `${new Date(xs[i] * 1000).toISOString().slice(0, 10)}: ${ys[i].toLocaleString('en')} ${figure.dataset.unit ?? 'events'}${marks.has(xs[i]) ? `, ${figure.dataset.marks ?? 'first seen'}: ${marks.get(xs[i])}` : ''}`;
          }],
          draw: [u => {
            const to = u.ctx;
            to.save();
            to.strokeStyle = ink;
            to.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
            for (const x of marks.keys()) {
              const left = Math.round(u.valToPos(x, 'x', true));
              to.beginPath();
              to.moveTo(left, u.bbox.top);
              to.lineTo(left, u.bbox.top + u.bbox.height);
              to.stroke();
            }
            to.restore();
          }],
        },
      }, [xs, ys], plot);
      plot.setAttribute('role', 'img');
      plot.setAttribute('aria-label', new DOMParser().parseFromString(picture, 'text/html').querySelector('svg')?.getAttribute('aria-label') ?? '');
    };
    make();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', make);
    new ResizeObserver(() => { if (plot.clientWidth !== chart.width) chart.setSize({ width: plot.clientWidth, height: 130 }); }).observe(plot);
  }
  // Drawn when the browser is idle: the server's picture is there already.
  if (window.uPlot) all('[data-chart]').forEach(figure => (window.requestIdleCallback ?? setTimeout)(() => draw(figure)));

  const rows = () => all('[data-row]');
  const current = () => $('[data-row].at');

  function move(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    current()?.classList.remove('at');
    next.classList.add('at');
    next.scrollIntoView({ block: 'nearest' });
    $('a', next)?.focus({ preventScroll: true });
  }

  // Resolve and ignore act on the ticked rows, or else on the row under the cursor.
  function act(key) {
    const row = current();
    if (row && !$('[data-row] input:checked')) {
      const box = $('input[type=checkbox]', row);
      if (box) box.checked = true;
    }
    const target = $(`[data-key="${key}"]`);
    if (!target) return false;
    if (rows().length && !$('[data-row] input:checked')) return false;
    target.click();
    return true;
  }

  async function help() {
    const dialog = $('#help-dialog');
    if (dialog.open) { dialog.close(); return; }
    if (!dialog.firstChild) {
      const answer = await fetch('/help', { headers: { 'HX-Request': 'true' } });
      if (!answer.ok) { location.href = '/help'; return; }
      dialog.append(document.createRange().createContextualFragment(await answer.text()));
    }
    dialog.showModal();
  }

  const places = { h: '/', i: '/issues', r: '/releases', s: '/symbols', o: '/outcomes', p: '/settings' };
  let pending = 0;
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => $('a', current() ?? document.createElement('i'))?.click(),
    x: () => { const box = current() && $('input[type=checkbox]', current()); if (box) box.checked = !box.checked; },
    e: () => act('e'),
    i: () => act('i'),
    '/': () => { const field = $('[data-key="/"]'); field?.focus(); field?.select(); },
    '[': () => $('[data-key="["]')?.click(),
    ']': () => $('[data-key="]"]')?.click(),
    '?': help,
    g: () => { pending = Date.now(); },
  };

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      all('details.menu[open]').forEach(menu => { menu.open = false; });
      $('dialog[open]')?.close();
      if (document.activeElement?.matches('[data-key="/"]')) document.activeElement.blur();
      return;
    }
    if (document.documentElement.dataset.shortcuts !== 'on' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input:not([type=checkbox]),textarea,select,[contenteditable]')) return;
    if ($('dialog[open]') && event.key !== '?') return;
    if (Date.now() - pending < 3000 && places[event.key]) {
      pending = 0;
      location.href = places[event.key];
      return;
    }
    const action = keys[event.key];
    if (action) { event.preventDefault(); action(); }
  });
})();
