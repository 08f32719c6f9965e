// Replays runs that were computed beforehand: it moves along the intervals, and nothing is simulated here.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("replay-data").textContent);
  const play = byId("play"), scrub = byId("scrub"), clock = byId("clock"), said = byId("said");
  const fixes = ["fix-error-handling", "fix-bandwidth"].map(byId).filter(Boolean);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // Moments are intervals of the runs. The page opens amid the storm, and plays from the beginning unless somebody has
  // chosen a moment.
  let arm = data.start, moment = data.stops[Number(scrub.value)], timer = 0, chosen = false;

  // The interval that holds a time: the last one that has begun.
  const intervalAt = (hours) => {
    const begins = data.time_h;
    let low = 0, high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (begins[middle] <= hours + 1e-6) low = middle; else high = middle - 1;
    }
    return low;
  };

  // The last of the places of the slider at or before an interval: it runs slower where much happens.
  const stopAt = (interval) => Math.max(data.stops.findLastIndex((stop) => stop <= interval), 0);

  function paint(svg, frames, n) {
    frames.parts.forEach((column, part) => {
      const found = svg.querySelectorAll(`[data-part="${part}"]`);
      if (column.counts) {
        let dot = 0;
        column.counts[n].forEach((many, k) => {
          for (; many > 0 && dot < found.length; many--)
            found[dot++].setAttribute("href", `#${svg.parentNode.dataset.prefix}-state-${column.states[k]}`);
        });
      } else if (column.share) {
        const side = found[0].dataset.axis === "x" ? "width" : "height";
        found[0].setAttribute(side, found[0].dataset.full * column.share[n] / 1000);
      } else if (column.words) {
        found[0].textContent = frames.words[column.words[n]];
      } else if (column.lamp) {
        found.forEach((look, k) =>
          k === column.lamp[n] ? look.removeAttribute("display") : look.setAttribute("display", "none"));
      }
    });
  }

  function show() {
    const run = data.arms[arm], hours = data.time_h[moment];
    document.querySelectorAll(".cell").forEach((cell) =>
      paint(cell.firstElementChild, run.frames[cell.dataset.form], moment));
    document.querySelectorAll(".follow").forEach((chart) => {
      chart.hidden = Number(chart.dataset.arm) !== arm;
      const axis = chart.dataset, share = (hours - axis.low) / (axis.high - axis.low);
      chart.querySelector(".cursor").style.left =
        `${Number(axis.left) + Math.min(Math.max(share, 0), 1) * (axis.right - axis.left)}%`;
    });
    scrub.value = stopAt(moment);
    scrub.dataset.interval = moment;
    clock.textContent = data.clock[moment];
    scrub.setAttribute("aria-valuetext", data.clock[moment]);
    said.textContent = run.said[run.told[moment]];
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
    said.setAttribute("aria-live", "polite");
  }

  function choose(interval) {
    stop();
    moment = interval;
    chosen = true;
    show();
  }

  // The storm is a few hours among days, so time runs slower where much happens; who asks for less motion gets steps
  // from one event to the next instead.
  function start() {
    const stops = calm.matches ? data.arms[arm].steps.map(intervalAt) : data.stops;
    if (!chosen || moment >= data.time_h.length - 1) moment = -1;
    chosen = true;
    play.textContent = "Pause";
    said.setAttribute("aria-live", "off");
    const step = () => {
      const next = stops.find((stop) => stop > moment);
      if (next === undefined) return stop();
      moment = next;
      show();
    };
    timer = setInterval(step, calm.matches ? 2500 : 100);
    step();
  }

  play.addEventListener("click", () => (timer ? stop() : start()));
  scrub.addEventListener("input", () => choose(data.stops[Number(scrub.value)]));
  document.querySelectorAll("[data-jump]").forEach((button) =>
    button.addEventListener("click", () => choose(Number(button.dataset.jump))));
  // The charts are a second slider, on the true axis of time.
  document.querySelectorAll(".follow").forEach((chart) => {
    const follow = (event) => {
      const { left, right, low, high } = chart.dataset, box = chart.getBoundingClientRect();
      const across = ((event.clientX - box.left) / box.width * 100 - left) / (right - left);
      choose(intervalAt(Number(low) + Math.min(Math.max(across, 0), 1) * (high - low)));
    };
    chart.addEventListener("pointerdown", (event) => {
      chart.setPointerCapture(event.pointerId);
      follow(event);
    });
    chart.addEventListener("pointermove", (event) => event.buttons && follow(event));
  });
  fixes.forEach((fix) => fix.addEventListener("change", () => {
    const on = (id) => byId(id) && byId(id).checked;
    arm = (on("fix-error-handling") ? 1 : 0) + (on("fix-bandwidth") ? 2 : 0);
    show();
  }));
  byId("replay-controls").hidden = false;
  show();
})();
