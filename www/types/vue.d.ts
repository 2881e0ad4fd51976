// <sipas-form> and <sipas-workbench> in Vue's templates: add `/// <reference types="sipas-forms/vue" />` to a file of
// your own.
import type { DefineComponent } from "vue";
import type { SipasFormAttributes, SipasFormEventMap, SipasFormProperties } from "./index.js";
import type {
  SipasWorkbenchAttributes,
  SipasWorkbenchEventMap,
  SipasWorkbenchProperties,
} from "./workbench.js";

type Emits<Events> = { [Name in keyof Events]: (event: Events[Name]) => void };
type Component<Props, Events> = DefineComponent<Props, {}, {}, {}, {}, {}, {}, Emits<Events>>;

declare module "vue" {
  interface GlobalComponents {
    "sipas-form": Component<SipasFormAttributes & SipasFormProperties, SipasFormEventMap>;
    "sipas-workbench": Component<SipasWorkbenchAttributes & SipasWorkbenchProperties, SipasWorkbenchEventMap>;
  }
}
