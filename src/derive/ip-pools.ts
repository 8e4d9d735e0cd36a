import type {IpPool} from '../parsers/calico-pool.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {isSelected} from './calico-selector.ts';

/** Pools that pods get addresses from; others are for tunnels and load balancers only. */
export const podPools = (pools: readonly IpPool[]): readonly IpPool[] =>
	pools.filter(({allowedUses}) => allowedUses.length === 0 || allowedUses.includes('Workload'));

/** Whether new addresses are taken from it. */
export const isOpen = ({isDisabled, isBeingDeleted}: IpPool): boolean => !isDisabled && !isBeingDeleted;

/** Whether pods of a node that ask for no pool get addresses from it; a selector that is not understood may choose the node. */
export const servesNode = ({nodeSelector, assignmentMode}: IpPool, {labels}: KubeNode): boolean =>
	assignmentMode !== 'Manual' && isSelected(nodeSelector, labels) !== false;

/** The fields that matter, as one line of evidence. */
export const poolLine = ({
	name,
	cidr,
	vxlanMode,
	ipipMode,
	isNatOutgoing,
	isDisabled,
	nodeSelector,
	assignmentMode,
}: IpPool): string =>
	[
		`${name}: cidr ${cidr}, vxlanMode ${vxlanMode}, ipipMode ${ipipMode}, natOutgoing ${isNatOutgoing}, disabled ${isDisabled}`,
		...(nodeSelector === 'all()' ? [] : [`nodeSelector ${nodeSelector}`]),
		...(assignmentMode === 'Manual' ? ['assignmentMode Manual'] : []),
	].join(', ');
