'use strict';
// The page of a flame graph: draws the tree with d3-flame-graph, and hands the samples to speedscope for the orders of time.
(() => {
  const $ = id => document.getElementById(id);
  const data = JSON.parse($('tree').textContent);
  const colours = [[0, 0, 70], [12, 75, 66], [48, 75, 64], [120, 45, 62], [28, 85, 60], [208, 65, 70]];
  let chart, current = 0, view = data.icicle ? 'icicle' : 'flame';

  $('title').textContent = document.title;
  for (const [index, tree] of data.trees.entries()) $('event').add(new Option(tree.event, index));
  $('event').hidden = data.trees.length < 2;
  if (data.notes.length > 0) {
    $('notes').hidden = false;
    $('notes').firstChild.textContent = `${data.notes.length} note${data.notes.length > 1 ? 's' : ''} on how to read it`;
    for (const note of data.notes) $('notes').lastChild.append(Object.assign(document.createElement('li'), { textContent: note }));
  }

  // Parents come before their children.
  const root = tree => {
    const nodes = tree.frame.map((frame, i) => ({ frame, name: data.frames[frame][0], value: tree.total[i], base: tree.baseline?.[i] ?? 0, children: [] }));
    for (let i = 1; i < nodes.length; i++) nodes[tree.parent[i]].children.push(nodes[i]);
    return nodes[0];
  };
  const share = (part, whole) => whole ? (100 * part / whole).toFixed(2) + ' %' : '0 %';
  const amount = (value, tree) => !tree.time ? value.toLocaleString('en')
    : value >= 1e9 ? (value / 1e9).toFixed(2) + ' s' : value >= 1e6 ? (value / 1e6).toFixed(2) + ' ms' : (value / 1e3).toFixed(1) + ' µs';
  const growth = (node, tree) => tree.baselineTotal ? node.value / (tree.all || 1) - node.base / tree.baselineTotal : 0;
  const describe = d => {
    const tree = data.trees[current], node = d.data, image = data.frames[node.frame][1];
    const compared = tree.baselineTotal
      ? ` (before ${share(node.base, tree.baselineTotal)}, ${growth(node, tree) >= 0 ? '+' : ''}${(100 * growth(node, tree)).toFixed(2)} points)` : '';
    return `${node.name}${image ? ` — ${image}` : ''}: ${amount(node.value, tree)}, ${share(node.value, tree.all)}${compared}`;
  };
  const hash = text => { let h = 0; for (const c of text) h = (h * 31 + c.charCodeAt(0)) | 0; return (h >>> 0) / 2 ** 32; };
  const colour = d => {
    if (d.highlight) return '#e600e6';
    const tree = data.trees[current];
    if (tree.baselineTotal) {
      // Red has grown, blue has shrunk, as far as the largest change of all.
      const part = Math.max(-1, Math.min(1, growth(d.data, tree) / tree.largest));
      const pale = Math.round(235 - 175 * Math.abs(part));
      return part >= 0 ? `rgb(245,${pale},${pale})` : `rgb(${pale},${pale},245)`;
    }
    const [hue, saturation, light] = colours[data.frames[d.data.frame][2]], vary = hash(d.data.name);
    return `hsl(${hue + 14 * vary}, ${saturation}%, ${light + 8 * vary}%)`;
  };

  function draw() {
    const tree = data.trees[current];
    tree.all ??= tree.total[0];
    tree.largest ??= tree.frame.reduce((most, _, i) => Math.max(most, Math.abs(growth({ value: tree.total[i], base: tree.baseline?.[i] ?? 0 }, tree))), 1e-9);
    $('chart').replaceChildren();
    chart = flamegraph.default().width($('chart').clientWidth - 16).cellHeight(18).minFrameSize(0.5).transitionDuration(0)
      .sort((a, b) => a.data.name < b.data.name ? -1 : 1).inverted(view === 'icicle').selfValue(false)
      .setColorMapper(colour).setLabelHandler(describe).setDetailsHandler(text => { $('details').textContent = text ?? ''; })
      .setSearchMatch(matches)
      .setSearchHandler((found, sum, total) => {
        $('matched').textContent = $('search').value ? `${found.length} boxes match: ${share(sum, total)}` : '';
      });
    d3.select('#chart').datum(root(tree)).call(chart);
    chart.transitionDuration(150);
    if (view !== 'icicle') $('chart').scrollTop = $('chart').scrollHeight;
    search();
  }
  function matches(d, term) {
    try { return new RegExp(term, 'i').test(d.data.name); } catch { return d.data.name.toLowerCase().includes(term.toLowerCase()); }
  }
  function search() {
    if ($('search').value) chart.search($('search').value);
    else { chart.clear(); $('matched').textContent = ''; }
  }

  // speedscope is a page of its own in a frame; it asks for a script by the path in its address, and gets the samples instead.
  function speedscope(mode) {
    const hook = `<script>(() => {
      const append = document.head.appendChild;
      location.hash = '#localProfilePath=oprof&view=${mode}&title=' + encodeURIComponent(parent.document.title);
      document.head.appendChild = function (node) {
        if (node.tagName !== 'SCRIPT' || !node.src.startsWith('file:///oprof')) return append.call(this, node);
        delete document.head.appendChild;
        setTimeout(() => speedscope.loadFileFromBase64('oprof.speedscope.json', parent.document.getElementById('profile').textContent));
        return node;
      };
    })();<\/script>`;
    const bytes = Uint8Array.from(atob($('speedscope-page').textContent), c => c.charCodeAt(0));
    const page = new TextDecoder().decode(bytes).replace('<!--hook-->', () => hook);
    $('speedscope').srcdoc = page;
  }

  function show(next) {
    view = next;
    const isTree = view === 'flame' || view === 'icicle';
    for (const button of document.querySelectorAll('nav button')) button.setAttribute('aria-selected', button.id === view);
    $('chart').hidden = !isTree;
    $('speedscope').hidden = isTree;
    for (const id of ['search', 'reset', 'theme', 'event']) $(id).disabled = !isTree;
    if (isTree) draw();
    else speedscope(view);
  }

  for (const button of document.querySelectorAll('nav button')) button.addEventListener('click', () => show(button.id));
  $('event').addEventListener('change', () => { current = +$('event').value; draw(); });
  $('search').addEventListener('input', search);
  $('reset').addEventListener('click', () => chart.resetZoom());
  $('theme').addEventListener('click', () => document.documentElement.classList.toggle('dark'));
  document.documentElement.classList.toggle('dark', matchMedia('(prefers-color-scheme: dark)').matches);
  addEventListener('resize', () => { if (!$('chart').hidden) draw(); });
  addEventListener('keydown', e => {
    if (e.key === 'Escape') { $('search').value = ''; search(); chart.resetZoom(); }
    else if (e.key === 'f' && e.ctrlKey && !$('search').disabled) { $('search').focus(); e.preventDefault(); }
  });
  show(view);
})();
