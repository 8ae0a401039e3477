// The ledger of a job as a band on a canvas: the whole file, or down to one chunk. Fed with whole frames that are asked for at most four times a second,
// and only while somebody can see them. An unchanged frame is not sent again.
(function () {
  const fastest = 250;
  const slowest = 4000;
  const patientBytes = 400; // Bytes a millisecond that a band may ask of the network.
  const [free, leased, done] = [0, 1, 2];
  const [, wanted, checking, verified, speculative] = [0, 1, 2, 3, 4];

  function decode(frame) {
    const bytes = Uint8Array.from(atob(frame.segments), letter => letter.charCodeAt(0));
    let at = 0;
    function number() {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    }
    const segments = [];
    let start = 0;
    while (at < bytes.length) {
      const length = number();
      const flags = bytes[at++];
      const segment = { start, end: start + length, state: flags & 3, check: flags >> 2, attempt: number(), discarded: number(), worker: null, beside: null, took: 0, read: 0, counted: 0 };
      if (segment.state !== free) {
        segment.worker = frame.workers[number()];
        const beside = number();
        if (beside) segment.beside = frame.workers[beside - 1];
        segment.took = number();
        if (segment.state === leased) { segment.read = number(); segment.counted = number(); }
      }
      start += length;
      segments.push(segment);
    }
    return segments;
  }

  function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit++; }
    return (unit === 0 ? Math.round(bytes) : bytes.toPrecision(3)) + ' ' + units[unit];
  }

  function say(segment) {
    const length = segment.end - segment.start;
    const parts = [];
    if (segment.state === free) parts.push('free' + (segment.attempt ? `, tried ${segment.attempt} time${segment.attempt > 1 ? 's' : ''} before` : ''));
    else {
      const again = segment.attempt > 1 ? `, attempt ${segment.attempt}` : ', first attempt';
      const counted = segment.state === done ? length : segment.counted;
      const rate = segment.took > 0 && counted > 0 ? `, ${size(counted / segment.took * 1000)}/s` : '';
      if (segment.state === done) parts.push(`done by ${segment.worker.name}${again}${rate}`);
      else parts.push(`leased to ${segment.worker.name}${again}${rate}, ${(counted / length * 100).toFixed(1)} % counted, ${(segment.read / length * 100).toFixed(1)} % read`);
    }
    const beside = segment.beside ? segment.beside.name : 'another worker';
    if (segment.check === verified) parts.push(`verified by ${beside}`);
    if (segment.check === wanted) parts.push('waits for a second count');
    if (segment.check === checking) parts.push(`being checked by ${beside}`);
    if (segment.check === speculative) parts.push(`also tried by ${beside}: the first to finish wins`);
    if (segment.discarded) parts.push(`${segment.discarded} attempt${segment.discarded > 1 ? 's' : ''} thrown away here`);
    return `${size(segment.start)} – ${size(segment.end)} (${size(length)}): ${parts.join('; ')}`;
  }

  // Bytes of each look within [from, to), the marks above and below, and how many segments take part.
  function mix(segments, first, from, to) {
    const shares = new Map();
    let marks = 0;
    let proven = 0;
    let at = first;
    function add(key, bytes) { if (bytes > 0) shares.set(key, (shares.get(key) || 0) + bytes); }
    for (; at < segments.length && segments[at].start < to; at++) {
      const s = segments[at];
      const low = Math.max(from, s.start), high = Math.min(to, s.end);
      if (high <= low) continue;
      if (s.check) marks |= 1 << s.check;
      if (s.check === verified) proven += high - low;
      if (s.discarded) marks |= 1;
      if (s.state === free) add('free', high - low);
      else if (s.state === done) add('d' + s.worker.colour, high - low);
      else {
        const counted = Math.min(high, Math.max(low, s.start + s.counted));
        const read = Math.min(high, Math.max(counted, s.start + s.read));
        add('c' + s.worker.colour, counted - low);
        add('r' + s.worker.colour, read - counted);
        add('l' + s.worker.colour, high - read);
      }
    }
    return { shares, marks, proven: proven / (to - from), next: Math.max(first, at - 1) };
  }

  function find(segments, position) {
    let low = 0, high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle].start <= position) low = middle; else high = middle - 1;
    }
    return low;
  }

  class Ledger extends HTMLElement {
    connectedCallback() {
      if (this.canvas) { this.resume(); return; }
      this.segments = [];
      this.length = 0;
      this.from = 0;
      this.to = 0;
      this.selected = -1; // By a click or the keyboard; it stays.
      this.hovered = -1; // Under the mouse; told as long as it is.
      this.pointers = new Map();
      this.still = this.hasAttribute('still');
      this.canvas = this.appendChild(document.createElement('canvas'));
      this.canvas.className = 'ledger-canvas';
      if (this.still) this.canvas.setAttribute('role', 'img');
      else {
        this.canvas.setAttribute('role', 'application');
        this.canvas.setAttribute('aria-roledescription', 'ledger');
        this.canvas.tabIndex = 0;
        this.strip = this.appendChild(document.createElement('canvas'));
        this.strip.className = 'ledger-strip';
        this.strip.setAttribute('aria-hidden', 'true');
        this.buildTools();
        this.listen();
      }
      this.relabel();
      this.resume();
    }

    resume() {
      this.sizes = new ResizeObserver(() => this.draw());
      this.sizes.observe(this.canvas);
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

    static get observedAttributes() { return ['src', 'label']; }

    attributeChangedCallback(name, before, now) {
      if (!this.canvas) return;
      if (name === 'label') { this.relabel(); return; }
      if (before === now) return;
      this.tag = null;
      this.length = 0;
      this.segments = [];
      this.ask();
    }

    relabel() { this.canvas.setAttribute('aria-label', this.getAttribute('label') || 'Ledger'); }

    async ask() {
      clearTimeout(this.timer);
      if (this.asking || !this.isConnected || document.visibilityState !== 'visible') return;
      this.asking = true;
      let pause = fastest;
      const source = this.getAttribute('src');
      try {
        const answer = await fetch(source, { cache: 'no-store', headers: this.tag ? { 'If-None-Match': this.tag } : {}, signal: AbortSignal.timeout(10000) });
        if (answer.status === 200) {
          const text = await answer.text();
          if (source === this.getAttribute('src')) {
            this.tag = answer.headers.get('ETag');
            this.take(JSON.parse(text));
          }
          pause = Math.max(fastest, text.length / patientBytes);
        } else if (answer.status === 304) pause = Math.min(1000, (this.lastPause || fastest) * 1.5);
        else pause = slowest;
      } catch {
        pause = 1500; // The master is away; the page's own banner says so.
      }
      this.asking = false;
      this.lastPause = pause;
      if (this.isConnected) this.timer = setTimeout(() => this.ask(), pause);
    }

    take(frame) {
      const whole = this.length === 0 || (this.from === 0 && this.to === this.length);
      this.segments = decode(frame);
      this.length = frame.length;
      if (whole || this.to > this.length) { this.from = 0; this.to = this.length; }
      if (this.selected >= 0) this.selected = find(this.segments, this.selectedStart);
      if (this.hovered >= 0) this.hovered = find(this.segments, this.hoveredStart);
      this.toggleAttribute('ready', true);
      this.draw();
    }

    palette() {
      if (!this.colours) {
        const style = getComputedStyle(this);
        const read = name => style.getPropertyValue(name).trim();
        this.colours = { workers: Array.from({ length: 12 }, (_, index) => read('--w' + index)), free: read('--free'), surface: read('--surface'), good: read('--good'), warning: read('--warning'), bad: read('--bad'), accent: read('--accent'), text: read('--text') };
      }
      return this.colours;
    }

    draw() {
      if (this.due || !this.isConnected) return;
      this.due = requestAnimationFrame(() => {
        this.due = 0;
        this.paint(this.canvas, this.from, this.to, true);
        if (this.strip) this.paintStrip();
        if (this.tell) this.tell();
      });
    }

    paint(canvas, from, to, marked) {
      const scale = window.devicePixelRatio || 1;
      const width = Math.round(canvas.clientWidth * scale), height = Math.round(canvas.clientHeight * scale);
      if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
      const ink = canvas.getContext('2d');
      const colours = this.palette();
      ink.fillStyle = colours.free;
      ink.fillRect(0, 0, width, height);
      if (to <= from || !this.segments.length) return;
      const perPixel = (to - from) / width;
      const order = key => key === 'free' ? 3 : { d: 0, c: 1, r: 2, l: 2 }[key[0]];
      let at = find(this.segments, from);
      for (let x = 0; x < width; x++) {
        const low = from + x * perPixel;
        const { shares, marks, proven, next } = mix(this.segments, at, low, low + perPixel);
        at = next;
        // A sliver of what is not done stays visible, however much is done beside it.
        const keys = [...shares.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
        const total = keys.reduce((sum, key) => sum + shares.get(key), 0) || 1;
        const least = 3 * scale;
        let rest = height, slack = 0;
        const parts = keys.map(key => { const own = shares.get(key) / total * height; if (own < least && keys.length > 1) { rest -= least; return 0; } slack += own; return own; });
        let y = height;
        keys.forEach((key, index) => {
          const part = keys.length === 1 ? height : parts[index] === 0 ? least : parts[index] / slack * rest;
          y -= part;
          if (key !== 'free') {
            ink.globalAlpha = { d: 1, c: .82, r: .5, l: .27 }[key[0]];
            ink.fillStyle = colours.workers[Number(key.slice(1))] || colours.text;
            ink.fillRect(x, y, 1, part + 1);
            // Leased bytes are hatched, so that they are told apart without colour.
            if (key[0] !== 'd' && (x + Math.floor(y)) % Math.round(6 * scale) < scale) { ink.globalAlpha = 1; ink.fillRect(x, y, 1, part); }
          }
        });
        ink.globalAlpha = 1;
        if (!marked || !marks) continue;
        const edge = Math.max(2, Math.round(height * .1));
        const top = marks & (1 << checking | 1 << speculative) ? colours.accent : marks & 1 << wanted ? colours.warning : marks & 1 << verified ? colours.good : null;
        // Verified is a boast: its mark is as tall as its share. What is still open shows in full, however little it is.
        const tall = top === colours.good ? Math.max(1, edge * proven) : edge;
        if (top) { ink.fillStyle = colours.surface; ink.fillRect(x, 0, 1, edge + scale); ink.fillStyle = top; ink.fillRect(x, 0, 1, tall); }
        if (marks & 1) { ink.fillStyle = colours.surface; ink.fillRect(x, height - edge - scale, 1, edge + scale); ink.fillStyle = colours.bad; ink.fillRect(x, height - edge, 1, edge); }
      }
      if (!marked) return;
      // Lines between chunks, where they are wide enough to be told apart.
      ink.fillStyle = colours.surface;
      for (let index = find(this.segments, from); index < this.segments.length && this.segments[index].start < to; index++) {
        const segment = this.segments[index];
        if ((segment.end - segment.start) / perPixel >= 5 * scale && segment.start > from) ink.fillRect(Math.round((segment.start - from) / perPixel), 0, Math.max(1, scale), height);
      }
      const selected = this.told();
      if (selected) {
        const left = Math.max(0, (selected.start - from) / perPixel), right = Math.min(width, (selected.end - from) / perPixel);
        ink.strokeStyle = colours.text;
        ink.lineWidth = 2 * scale;
        if (right > 0 && left < width) ink.strokeRect(left + scale, scale, Math.max(2 * scale, right - left - 2 * scale), height - 2 * scale);
      }
    }

    paintStrip() {
      const whole = this.from === 0 && this.to === this.length;
      this.strip.classList.toggle('whole', whole);
      if (whole) return;
      this.paint(this.strip, 0, this.length, false);
      const ink = this.strip.getContext('2d');
      const width = this.strip.width, height = this.strip.height;
      const left = this.from / this.length * width, right = Math.max(left + 4, this.to / this.length * width);
      ink.fillStyle = this.palette().surface;
      ink.globalAlpha = .6;
      ink.fillRect(0, 0, left, height);
      ink.fillRect(right, 0, width - right, height);
      ink.globalAlpha = 1;
      ink.strokeStyle = this.palette().text;
      ink.lineWidth = 2;
      ink.strokeRect(left + 1, 1, right - left - 2, height - 2);
    }

    buildTools() {
      const bar = this.appendChild(document.createElement('div'));
      bar.className = 'ledger-tools';
      const button = (text, label, act) => {
        const made = bar.appendChild(document.createElement('button'));
        made.type = 'button';
        made.textContent = text;
        made.setAttribute('aria-label', label);
        made.addEventListener('click', act);
        return made;
      };
      button('−', 'Zoom out', () => this.zoom(2));
      button('+', 'Zoom in', () => this.zoom(.5));
      button('One chunk', 'Zoom to one chunk', () => this.zoomToChunk());
      button('Whole file', 'Show the whole file', () => this.show(0, this.length));
      const shown = bar.appendChild(document.createElement('span'));
      shown.className = 'ledger-shown num';
      const told = this.appendChild(document.createElement('p'));
      told.className = 'ledger-told';
      told.setAttribute('aria-live', 'polite');
      this.tell = () => {
        const whole = this.from === 0 && this.to === this.length;
        shown.textContent = whole ? `${this.segments.length.toLocaleString('en')} ranges` : `${size(this.from)} – ${size(this.to)}`;
        const segment = this.told();
        const text = segment ? say(segment) : 'Point at a range, or walk through them with the arrow keys. Ctrl and the wheel, two fingers, + and − zoom; a double click shows one chunk.';
        if (told.textContent !== text) told.textContent = text;
      };
    }

    show(from, to) {
      const smallest = Math.min(this.length, 64);
      const span = Math.min(this.length, Math.max(smallest, to - from));
      this.from = Math.min(Math.max(0, from), this.length - span);
      this.to = this.from + span;
      this.draw();
    }

    zoom(factor, around = this.selected >= 0 ? this.middle(this.segments[this.selected]) : (this.from + this.to) / 2) {
      const left = (around - this.from) * factor;
      this.show(around - left, around - left + (this.to - this.from) * factor);
    }

    middle(segment) { return Math.min(this.to, Math.max(this.from, (segment.start + segment.end) / 2)); }

    zoomToChunk() {
      if (!this.segments.length) return;
      if (this.selected < 0) this.select(find(this.segments, (this.from + this.to) / 2));
      const segment = this.segments[this.selected];
      this.show(segment.start, segment.end);
    }

    told() { return this.segments[this.hovered >= 0 ? this.hovered : this.selected]; }

    hover(position) {
      this.hovered = position === null || !this.segments.length ? -1 : find(this.segments, position);
      this.hoveredStart = position;
      this.draw();
    }

    select(index) {
      this.hovered = -1;
      this.selected = Math.min(this.segments.length - 1, Math.max(-1, index));
      const segment = this.segments[this.selected];
      this.selectedStart = segment ? segment.start : 0;
      this.draw();
    }

    place(event) {
      const box = this.canvas.getBoundingClientRect();
      return this.from + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (this.to - this.from);
    }

    listen() {
      const canvas = this.canvas;
      canvas.addEventListener('wheel', event => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          this.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * .01), this.place(event));
        } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && this.to - this.from < this.length) {
          event.preventDefault();
          const by = event.deltaX / canvas.clientWidth * (this.to - this.from);
          this.show(this.from + by, this.to + by);
        }
      }, { passive: false });
      canvas.addEventListener('pointerdown', event => {
        this.pointers.set(event.pointerId, event.clientX);
        canvas.setPointerCapture(event.pointerId);
        this.select(find(this.segments, this.place(event)));
      });
      canvas.addEventListener('pointermove', event => {
        if (!this.pointers.has(event.pointerId)) {
          // A page that shifts under a mouse at rest also sends an event; nobody pointed at anything.
          if (event.movementX || event.movementY) this.hover(this.place(event));
          return;
        }
        const before = [...this.pointers.values()];
        this.pointers.set(event.pointerId, event.clientX);
        const now = [...this.pointers.values()];
        const perPixel = (this.to - this.from) / canvas.clientWidth;
        if (now.length === 1) {
          const by = (before[0] - now[0]) * perPixel;
          if (by) this.show(this.from + by, this.to + by);
        } else {
          const apart = Math.abs(now[0] - now[1]);
          if (apart > 8) this.zoom(Math.abs(before[0] - before[1]) / apart, this.place({ clientX: (now[0] + now[1]) / 2 }));
        }
      });
      const up = event => this.pointers.delete(event.pointerId);
      canvas.addEventListener('pointerup', up);
      canvas.addEventListener('pointercancel', up);
      canvas.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') this.hover(null); });
      canvas.addEventListener('dblclick', () => this.zoomToChunk());
      canvas.addEventListener('keydown', event => {
        const last = this.segments.length - 1;
        const walk = { ArrowRight: this.selected + 1, ArrowLeft: Math.max(0, this.selected - 1), Home: 0, End: last }[event.key];
        if (walk !== undefined) {
          this.select(walk);
          const segment = this.segments[this.selected];
          if (segment && (segment.start < this.from || segment.end > this.to)) {
            const span = this.to - this.from;
            const middle = (segment.start + segment.end) / 2;
            this.show(middle - span / 2, middle + span / 2);
          }
        } else if (event.key === '+' || event.key === '=') this.zoom(.5);
        else if (event.key === '-') this.zoom(2);
        else if (event.key === 'Enter') this.zoomToChunk();
        else if (event.key === 'Escape' || event.key === '0') this.show(0, this.length);
        else return;
        event.preventDefault();
      });
      const jump = event => {
        const box = this.strip.getBoundingClientRect();
        const middle = (event.clientX - box.left) / box.width * this.length;
        const span = this.to - this.from;
        this.show(middle - span / 2, middle + span / 2);
      };
      this.strip.addEventListener('pointerdown', event => { this.strip.setPointerCapture(event.pointerId); jump(event); });
      this.strip.addEventListener('pointermove', event => { if (event.buttons) jump(event); });
    }
  }

  customElements.define('byob-ledger', Ledger);
})();
