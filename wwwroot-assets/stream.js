// What every worker did lately, one lane each, on a canvas: transfer, count, send, and idle with its reason. Only what is new is asked for,
// twice a second while somebody can see it; what is older than the longest window is forgotten.
(function () {
  const pace = 500;
  const windows = [30, 60, 120, 300];
  const phases = ['waits for a slot', 'transfer', 'count', 'send', 'idle'];
  const [waiting, transfer, count, send, idle] = [0, 1, 2, 3, 4];
  const endings = ['accepted', 'failed', 'given back', 'lost', 'taken back', 'mangled, thrown away', 'taken over by an idle worker', 'another attempt was first, thrown away', 'check: the same was found', 'check: something else was found'];
  const wasted = new Set([1, 3, 4, 5, 7, 9]);
  const kinds = ['', 'speculative attempt', 'check'];
  const mostRows = 6;

  function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit++; }
    return (unit === 0 ? Math.round(bytes) : bytes.toPrecision(3)) + ' ' + units[unit];
  }

  function seconds(time) { return time < 9950 ? (time / 1000).toFixed(1) + ' s' : Math.round(time / 1000) + ' s'; }

  class Stream extends HTMLElement {
    connectedCallback() {
      if (!this.canvas) {
        this.next = 0;
        this.spans = [];
        this.open = [];
        this.workers = [];
        this.window = 120;
        this.build();
      }
      this.sizes = new ResizeObserver(() => this.draw());
      this.sizes.observe(this);
      this.theme = new MutationObserver(() => { this.colours = null; this.draw(); });
      this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      this.wake = () => { if (document.visibilityState === 'visible') this.ask(); };
      document.addEventListener('visibilitychange', this.wake);
      this.ask();
    }

    disconnectedCallback() {
      this.sizes.disconnect();
      this.theme.disconnect();
      document.removeEventListener('visibilitychange', this.wake);
      clearTimeout(this.timer);
    }

    build() {
      const bar = this.appendChild(document.createElement('div'));
      bar.className = 'stream-tools';
      this.buttons = windows.map(span => {
        const made = bar.appendChild(document.createElement('button'));
        made.type = 'button';
        made.textContent = span < 60 ? span + ' s' : span / 60 + ' min';
        made.addEventListener('click', () => { this.window = span; this.press(); this.draw(); });
        return made;
      });
      this.press();
      const scroll = this.appendChild(document.createElement('div'));
      scroll.className = 'stream-scroll';
      this.scroll = scroll;
      this.tall = scroll.appendChild(document.createElement('div'));
      this.canvas = scroll.appendChild(document.createElement('canvas'));
      this.canvas.className = 'stream-canvas';
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute('role', 'application');
      this.canvas.setAttribute('aria-roledescription', 'work over time');
      this.canvas.setAttribute('aria-label', 'What each worker did lately. Walk with the arrow keys: up and down from worker to worker, left and right in time.');
      this.told = this.appendChild(document.createElement('p'));
      this.told.className = 'ledger-told';
      this.told.setAttribute('aria-live', 'polite');
      scroll.addEventListener('scroll', () => this.draw(), { passive: true });
      this.canvas.addEventListener('pointermove', event => this.point(event));
      this.canvas.addEventListener('pointerdown', event => this.point(event));
      this.canvas.addEventListener('pointerleave', () => { this.selected = null; this.draw(); });
      this.canvas.addEventListener('keydown', event => this.walk(event));
    }

    press() { this.buttons.forEach((button, index) => button.setAttribute('aria-pressed', windows[index] === this.window)); }

    async ask() {
      clearTimeout(this.timer);
      if (this.asking || !this.isConnected || document.visibilityState !== 'visible') return;
      this.asking = true;
      let pause = pace;
      try {
        const answer = await fetch('api/stream?since=' + this.next, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
        if (answer.ok) this.take(await answer.json()); else pause = 4000;
      } catch {
        pause = 1500; // The master is away; the page's own banner says so.
      }
      this.asking = false;
      if (this.isConnected) this.timer = setTimeout(() => this.ask(), pause);
    }

    take(frame) {
      // A master that counts from lower is another one: its story replaces what was known.
      if (frame.next < this.next || frame.reign !== this.reign) {
        const before = this.next;
        this.spans = [];
        this.reign = frame.reign;
        if (before > 0) { this.next = 0; return; }
      }
      this.next = frame.next;
      this.at = frame.at;
      this.heard = performance.now();
      this.workers = frame.workers;
      this.open = frame.open;
      const oldest = frame.at - windows[windows.length - 1] * 1000;
      if (frame.ended.length) this.spans = this.spans.filter(span => span.until > oldest).concat(frame.ended);
      this.toggleAttribute('ready', true);
      this.draw();
    }

    palette() {
      if (!this.colours) {
        const style = getComputedStyle(this);
        const read = name => style.getPropertyValue(name).trim();
        this.colours = { workers: Array.from({ length: 12 }, (_, index) => read('--w' + index)), free: read('--free'), sunken: read('--sunken'), surface: read('--surface'), bad: read('--bad'), accent: read('--accent'), warning: read('--warning'), text: read('--text'), quiet: read('--text-2'), line: read('--line') };
      }
      return this.colours;
    }

    draw() {
      if (this.due || !this.isConnected) return;
      this.due = requestAnimationFrame(() => { this.due = 0; this.paint(); });
    }

    // Lanes of those that are here or did something in the window, and the spans of each.
    arrange(from) {
      const lanes = this.workers.map((worker, index) => ({ worker, index, spans: [], rows: 1 }));
      for (const span of this.spans) if (span.until >= from && lanes[span.worker]) lanes[span.worker].spans.push(span);
      for (const span of this.open) if (lanes[span.worker]) lanes[span.worker].spans.push(span);
      for (const lane of lanes) lane.rows = Math.min(mostRows, 1 + lane.spans.reduce((most, span) => Math.max(most, span.row), 0));
      return lanes.filter(lane => lane.spans.length || !lane.worker.gone).sort((a, b) => a.worker.name.localeCompare(b.worker.name));
    }

    paint() {
      const colours = this.palette();
      const scale = window.devicePixelRatio || 1;
      const wide = this.scroll.clientWidth;
      if (!wide || this.at === undefined) return;
      const until = this.at;
      // No wider than there is something to show.
      const oldest = this.open.concat(this.spans.slice(0, 1)).reduce((least, span) => Math.min(least, span.from), until);
      const seen = Math.min(this.window, Math.max(15, Math.ceil((until - oldest) / 5000) * 5));
      const from = until - seen * 1000;
      this.lanes = this.arrange(from);
      const label = Math.min(130, Math.max(80, wide * .16));
      const crowded = this.lanes.length > 30;
      const row = crowded ? 5 : 9;
      let y = 20;
      for (const lane of this.lanes) { lane.top = y; lane.bottom = y + Math.max(crowded ? 13 : 20, lane.rows * (row + 1) + 8); y = lane.bottom; }
      const shown = Math.min(y + 2, 420);
      this.scroll.style.height = shown + 'px';
      this.tall.style.height = y + 2 + 'px';
      this.tall.style.marginBottom = -(y + 2) + 'px';
      this.canvas.style.height = shown + 'px';
      const width = Math.round(wide * scale), height = Math.round(shown * scale);
      if (this.canvas.width !== width || this.canvas.height !== height) { this.canvas.width = width; this.canvas.height = height; }
      const ink = this.canvas.getContext('2d');
      ink.setTransform(scale, 0, 0, scale, 0, 0);
      ink.clearRect(0, 0, wide, shown);
      const top = this.scroll.scrollTop;
      const perMs = (wide - label) / (until - from);
      const x = time => label + Math.max(0, (time - from) * perMs);
      this.hits = [];
      ink.font = `12px ${getComputedStyle(this).fontFamily}`;
      ink.textBaseline = 'middle';
      for (const lane of this.lanes) {
        const laneTop = lane.top - top;
        if (lane.bottom - top < 18 || laneTop > shown) continue;
        ink.fillStyle = colours.line;
        ink.fillRect(0, laneTop, wide, 1);
        const own = colours.workers[lane.worker.colour] || colours.text;
        const middle = (laneTop + lane.bottom - top) / 2;
        ink.fillStyle = own;
        ink.fillRect(2, middle - 4, 8, 8);
        ink.save();
        ink.beginPath();
        ink.rect(0, laneTop, label - 8, lane.bottom - lane.top);
        ink.clip();
        ink.fillStyle = lane.worker.gone ? colours.quiet : colours.text;
        ink.fillText(lane.worker.name, 16, middle + .5);
        ink.restore();
        for (const span of lane.spans) {
          const left = x(span.from), right = Math.max(left + 1, x(span.until || until));
          const line = Math.min(mostRows - 1, span.row);
          const box = { span, lane, left, right, top: laneTop + 4 + line * (row + 1), height: row };
          if (span.phase === idle) { box.top = laneTop + 4; box.height = lane.bottom - lane.top - 8; }
          this.bar(ink, colours, own, box);
          this.hits.push(box);
        }
      }
      ink.fillStyle = colours.surface;
      ink.fillRect(0, 0, wide, 18);
      ink.fillStyle = colours.quiet;
      ink.font = `11px ${getComputedStyle(this).fontFamily}`;
      const parts = wide < 480 ? 1 : 3;
      for (let part = 0; part <= parts; part++) {
        const ago = Math.round(seen * (parts - part) / parts);
        ink.textAlign = part === 0 ? 'left' : part === parts ? 'right' : 'center';
        ink.fillText(ago ? `${ago} s ago` : 'now', label + (wide - label) * part / parts, 9);
      }
      ink.textAlign = 'left';
      this.say();
    }

    bar(ink, colours, own, box) {
      const { span, left, right, top, height } = box;
      const wide = right - left;
      if (span.phase === idle) {
        ink.fillStyle = colours.sunken;
        ink.fillRect(left, top, wide, height);
        ink.fillStyle = colours.quiet;
        if (wide > 70) {
          ink.save();
          ink.beginPath();
          ink.rect(left, top, wide - 4, height);
          ink.clip();
          ink.font = `11px ${getComputedStyle(this).fontFamily}`;
          ink.fillText('idle: ' + span.reason, left + 6, top + height / 2);
          ink.restore();
        }
      } else {
        ink.fillStyle = own;
        ink.globalAlpha = { [waiting]: .14, [transfer]: .4, [count]: 1, [send]: .62 }[span.phase];
        ink.fillRect(left, top, wide, height);
        ink.globalAlpha = 1;
        if (span.phase === send) { ink.fillStyle = colours.surface; ink.fillRect(left, top + height / 2 - .5, wide, 1); }
        if (span.phase === transfer) { ink.fillStyle = own; ink.fillRect(left, top + height - 1.5, wide, 1.5); }
        if (span.kind) { ink.strokeStyle = span.kind === 1 ? colours.accent : colours.text; ink.lineWidth = 1.5; ink.setLineDash([3, 2]); ink.strokeRect(left + .75, top + .75, Math.max(1, wide - 1.5), height - 1.5); ink.setLineDash([]); }
        if (wasted.has(span.end)) { ink.fillStyle = colours.bad; ink.fillRect(right - 3, top - 1, 3, height + 2); }
        if (span.shrunk || span.end === 6) { ink.fillStyle = colours.warning; ink.beginPath(); ink.moveTo(right, top - 1); ink.lineTo(right - 6, top - 1); ink.lineTo(right, top + 6); ink.fill(); }
      }
      if (this.selected && this.selected.worker === span.worker && this.selected.from === span.from && this.selected.row === span.row && this.selected.phase === span.phase) {
        ink.strokeStyle = colours.text;
        ink.lineWidth = 1.5;
        ink.strokeRect(left - .5, top - .5, wide + 1, height + 1);
      }
    }

    say() {
      const span = this.selected;
      let text = 'Point at a bar to see what it was, or walk with the arrow keys.';
      if (span && this.workers[span.worker]) {
        const name = this.workers[span.worker].name;
        const took = seconds((span.until || this.at) - span.from);
        if (span.phase === idle) text = `${name}, idle for ${took}: ${span.reason}`;
        else {
          const parts = [`${name}, ${phases[span.phase]} for ${took}: ${size(span.start)} – ${size(span.start + span.length)} of job ${span.job}, attempt ${span.attempt}`];
          if (span.kind) parts.push(kinds[span.kind]);
          if (span.shrunk) parts.push('handed its unread rest to others');
          if (span.end !== null && span.end !== undefined) parts.push(endings[span.end]);
          text = parts.join('; ');
        }
      }
      if (this.told.textContent !== text) this.told.textContent = text;
    }

    point(event) {
      const box = this.canvas.getBoundingClientRect();
      const x = event.clientX - box.left, y = event.clientY - box.top;
      const hit = (this.hits || []).findLast(bar => x >= bar.left - 1 && x <= bar.right + 1 && y >= bar.top - 1 && y <= bar.top + bar.height + 1);
      this.selected = hit ? hit.span : null;
      this.draw();
    }

    walk(event) {
      if (!this.lanes || !this.lanes.length) return;
      const lane = this.lanes.findIndex(one => this.selected && one.index === this.selected.worker);
      const ordered = one => [...one.spans].sort((a, b) => a.from - b.from || a.row - b.row);
      let to = null;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const next = this.lanes[Math.min(this.lanes.length - 1, Math.max(0, lane + (event.key === 'ArrowDown' ? 1 : -1)))];
        to = ordered(next).at(-1);
        this.scroll.scrollTop = Math.max(0, next.top - 60);
      } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        const spans = ordered(this.lanes[Math.max(0, lane)]);
        const at = spans.findIndex(span => this.selected && span.from === this.selected.from && span.row === this.selected.row && span.phase === this.selected.phase);
        to = spans[at < 0 ? spans.length - 1 : Math.min(spans.length - 1, Math.max(0, at + (event.key === 'ArrowRight' ? 1 : -1)))];
      } else return;
      event.preventDefault();
      if (to) this.selected = to;
      this.draw();
    }
  }

  customElements.define('byob-stream', Stream);
})();
