// <sipas-form> in JSX, for React 19: add `/// <reference types="sipas-forms/react" />` to a file of your own.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { SipasForm, SipasFormAttributes, SipasFormEventMap, SipasFormProperties } from "./index.js";

type Handlers = {
  [Name in keyof SipasFormEventMap as `on${Name}`]?: (event: SipasFormEventMap[Name]) => void;
};

type SipasFormProps = Omit<
  DetailedHTMLProps<HTMLAttributes<SipasForm>, SipasForm>,
  keyof SipasFormAttributes
> &
  SipasFormAttributes &
  SipasFormProperties &
  Handlers;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "sipas-form": SipasFormProps;
    }
  }
}
