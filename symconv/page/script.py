"""The page's own script: without it everything is there to read, with it the steps play and entries light up."""

from __future__ import annotations

SCRIPT = r"""
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const status = document.getElementById('status');
  let chosen = '';
  const names = (each, key) => (each.getAttribute(key) || '').split(' ');
  const light = name => {
    chosen = name;
    all('.lit').forEach(each => each.classList.remove('lit'));
    all('[data-choose]').forEach(each => each.setAttribute('aria-selected', String(each.dataset.choose === name)));
    if (!name) { status.textContent = ''; return; }
    const lit = all('[data-row],[data-in]').filter(
      each => names(each, 'data-row').includes(name) || names(each, 'data-in').includes(name));
    lit.forEach(each => each.classList.add('lit'));
    all('input[data-step]').forEach(each => { if (each.dataset.step === name) each.checked = true; });
    status.textContent = name + ': lit up wherever it occurs. Escape lets it go.';
  };
  all('[data-choose]').forEach(cell => {
    cell.closest('table').setAttribute('role', 'grid');
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-selected', 'false');
    cell.tabIndex = 0;
    cell.addEventListener('click', () => light(chosen === cell.dataset.choose ? '' : cell.dataset.choose));
    cell.addEventListener('keydown', event => {
      const row = cell.parentElement, at = [...row.children].indexOf(cell);
      // Over the dots for what is left out, on to the next entry.
      const next = (from, way, found) => {
        for (let on = from[way]; on; on = on[way]) if (found(on).dataset.choose) return found(on);
      };
      const same = each => each, below = each => each.children[at];
      const to = {
        ArrowLeft: () => next(cell, 'previousElementSibling', same),
        ArrowRight: () => next(cell, 'nextElementSibling', same),
        ArrowUp: () => next(row, 'previousElementSibling', below),
        ArrowDown: () => next(row, 'nextElementSibling', below),
        Enter: () => cell, ' ': () => cell,
      }[event.key];
      if (!to) return;
      event.preventDefault();
      const found = to();
      if (found) { found.focus(); light(found.dataset.choose); }
    });
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') light(''); });
  all('fieldset.steps').forEach(steps => {
    const inputs = all('input', steps);
    let timer = 0;
    const go = by => {
      const at = inputs.findIndex(each => each.checked);
      const next = inputs[(at + by + inputs.length) % inputs.length];
      next.checked = true;
      if (next.dataset.step) light(next.dataset.step);
    };
    const bar = document.createElement('div');
    bar.className = 'buttons';
    const button = (words, act) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = words;
      made.addEventListener('click', () => act(made));
      bar.append(made);
    };
    const stop = made => { clearInterval(timer); timer = 0; made.textContent = 'Play'; };
    button('Previous', () => go(-1));
    button('Next', () => go(1));
    button('Play', made => {
      if (timer) { stop(made); return; }
      made.textContent = 'Stop';
      timer = setInterval(() => {
        go(1);
        if (inputs[inputs.length - 1].checked) stop(made);
      }, 1200);
    });
    inputs.forEach(each => each.addEventListener('change', () => { if (each.dataset.step) light(each.dataset.step); }));
    steps.querySelector('legend').after(bar);
  });
})();
"""
