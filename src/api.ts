import type {DefineCheck} from './core/check.ts';
import type {ProbeValues} from './probes/index.generated.ts';

/** Returns its argument; exists so that evidence, placeholders and findings are typed. */
export const defineCheck: DefineCheck<ProbeValues> = check => check;

export type {Applicability, Guide, Message, Messages, Severity, Subject} from './core/check.ts';
export type {Environment, Fact, Signal} from './core/environment.ts';
export {Unavailable} from './core/evidence.ts';
export {defineProbe} from './core/probe.ts';
export {type CniOwner, cniTitles, ownersOfCniFile} from './derive/cni-owner.ts';
export {binariesOfCni} from './derive/cni-plugins.ts';
export {decisiveLines} from './derive/decisive-lines.ts';
export {type FlannelFault, flannelEnd} from './derive/flannel-log.ts';
export {type ContainerRun, judgeRun, type PodRun, type RunVerdict} from './derive/pod-run.ts';
export {thisNode} from './derive/this-node.ts';
export {isClusterDevice, isPodDevice} from './derive/cni-devices.ts';
export {sysctlWinner} from './derive/sysctl-precedence.ts';
export {defaultRoutes, uplinkNames} from './derive/uplinks.ts';
