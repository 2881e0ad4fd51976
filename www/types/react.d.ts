// <sipas-form> and <sipas-workbench> in JSX, for React 19: add `/// <reference types="sipas-forms/react" />` to a file
// of your own.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { SipasForm, SipasFormAttributes, SipasFormEventMap, SipasFormProperties } from "./index.js";
import type {
  SipasWorkbench,
  SipasWorkbenchAttributes,
  SipasWorkbenchEventMap,
  SipasWorkbenchProperties,
} from "./workbench.js";

type Handlers<Events> = {
  [Name in keyof Events as `on${Name & string}`]?: (event: Events[Name]) => void;
};

type Props<Element, Attributes, Properties, Events> = Omit<
  DetailedHTMLProps<HTMLAttributes<Element>, Element>,
  keyof Attributes
> &
  Attributes &
  Properties &
  Handlers<Events>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "sipas-form": Props<SipasForm, SipasFormAttributes, SipasFormProperties, SipasFormEventMap>;
      "sipas-workbench": Props<
        SipasWorkbench,
        SipasWorkbenchAttributes,
        SipasWorkbenchProperties,
        SipasWorkbenchEventMap
      >;
    }
  }
}
