// Small conveniences that need no round trip: hints over data, skipping to the page, walking through the cells of a band with the arrow keys, copying a line.
(function () {
  let hint = null;
  let over = null;

  function hintFor(target) {
    if (!hint) {
      hint = document.createElement('div');
      hint.className = 'hint';
      hint.setAttribute('aria-hidden', 'true');
      document.body.append(hint);
    }
    hint.textContent = target.getAttribute('data-tip');
    hint.hidden = false;
    const at = target.getBoundingClientRect();
    const size = hint.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - size.width / 2), window.innerWidth - size.width - 8);
    const above = at.top - size.height - 8;
    hint.style.left = left + 'px';
    hint.style.top = (above < 8 ? at.bottom + 8 : above) + 'px';
  }

  function leave() {
    over = null;
    if (hint) hint.hidden = true;
  }

  function enter(event) {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    if (target === over) return;
    if (!target) { leave(); return; }
    over = target;
    hintFor(target);
  }

  document.addEventListener('pointerover', enter);
  document.addEventListener('focusin', enter);
  document.addEventListener('focusout', leave);
  document.addEventListener('scroll', leave, { passive: true, capture: true });
  // What is hinted at changes while one looks: keep up, and let go of what has vanished.
  setInterval(() => {
    if (!over || !hint || hint.hidden) return;
    if (!over.isConnected) { leave(); return; }
    if (hint.textContent !== over.getAttribute('data-tip')) hintFor(over);
  }, 300);

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') leave();
    const band = event.target instanceof Element ? event.target.closest('[data-cells]') : null;
    if (!band) return;
    const cells = [...band.querySelectorAll('[data-tip]')];
    const at = cells.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at < 0 ? cells.length - 1 : at - 1, Home: 0, End: cells.length - 1 }[event.key];
    if (to === undefined || !cells[to]) return;
    event.preventDefault();
    cells[to].focus();
  });

  // Moves the focus, not only the view, and leaves the address alone.
  document.addEventListener('click', event => {
    const skip = event.target instanceof Element ? event.target.closest('[data-skip]') : null;
    if (!skip) return;
    event.preventDefault();
    document.querySelector(skip.getAttribute('data-skip'))?.focus();
  });

  // The clipboard interface is missing on plain http, where most parties are.
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }

  document.addEventListener('click', async event => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
    if (!button) return;
    let done = false;
    try { done = await copy(button.getAttribute('data-copy')); } catch { done = false; }
    button.dataset.copied = done ? 'yes' : 'no';
    const told = button.querySelector('[aria-live]');
    if (told) told.textContent = done ? 'Copied' : 'Select it and copy by hand';
    clearTimeout(button.byobTimer);
    button.byobTimer = setTimeout(() => {
      delete button.dataset.copied;
      if (told) told.textContent = '';
    }, 2000);
  });
})();
