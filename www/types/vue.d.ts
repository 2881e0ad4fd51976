// <sipas-form> in Vue's templates: add `/// <reference types="sipas-forms/vue" />` to a file of your own.
import type { DefineComponent } from "vue";
import type { SipasFormAttributes, SipasFormEventMap, SipasFormProperties } from "./index.js";

type Emits = { [Name in keyof SipasFormEventMap]: (event: SipasFormEventMap[Name]) => void };

declare module "vue" {
  interface GlobalComponents {
    "sipas-form": DefineComponent<SipasFormAttributes & SipasFormProperties, {}, {}, {}, {}, {}, {}, Emits>;
  }
}
