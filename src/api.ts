import type {DefineCheck} from './core/check.ts';
import type {ProbeValues} from './probes/index.generated.ts';

/** Returns its argument; exists so that evidence, placeholders and findings are typed. */
export const defineCheck: DefineCheck<ProbeValues> = check => check;

export type {Applicability, Guide, Message, Messages, Severity, Subject} from './core/check.ts';
export type {Environment, Fact, Signal} from './core/environment.ts';
export {Unavailable} from './core/evidence.ts';
export {defineProbe} from './core/probe.ts';
export {addressCount, type Cidr, contains, formatCidr, overlaps, parseAddress, parseCidr} from './derive/cidr.ts';
export {type CniOwner, cniTitles, ownersOfCniFile} from './derive/cni-owner.ts';
export {binariesOfCni} from './derive/cni-plugins.ts';
export {decisiveLines} from './derive/decisive-lines.ts';
export {type FlannelFault, flannelEnd} from './derive/flannel-log.ts';
export {type OwnedCidr, overlappingCidrs} from './derive/pod-cidr-overlap.ts';
export {type ContainerRun, judgeRun, type PodRun, type RunVerdict} from './derive/pod-run.ts';
export {decisiveJournalLine, journalMessage} from './derive/rke2-journal.ts';
export {isShippedChart} from './derive/shipped-charts.ts';
export {thisNode} from './derive/this-node.ts';
export {isClusterDevice, isPodDevice} from './derive/cni-devices.ts';
export {sysctlWinner} from './derive/sysctl-precedence.ts';
export {defaultRoutes, uplinkNames} from './derive/uplinks.ts';
export {isLeftAlone} from './derive/networkmanager-exclusion.ts';
export {lookupRoute, routingOf} from './derive/route-lookup.ts';
export {hasModule, type NetworkModule} from './derive/kernel-capability.ts';
export {formatTimestamp} from './parsers/timestamp.ts';
