// A portal in Vue 3: its compiler is told that sipas-form is no component (the isCustomElement of vite.config).
import "sipas-forms";
import { createApp } from "vue";

import Portal from "./Portal.vue";

const place = document.createElement("div");
document.querySelector("main")?.append(place);
createApp(Portal).mount(place);
