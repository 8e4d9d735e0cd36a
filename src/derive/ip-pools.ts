import type {IpPool} from '../parsers/calico-pool.ts';

/** Pools that pods get addresses from; others are for tunnels and load balancers only. */
export const podPools = (pools: readonly IpPool[]): readonly IpPool[] =>
	pools.filter(({allowedUses}) => allowedUses.length === 0 || allowedUses.includes('Workload'));

/** Whether new addresses are taken from it. */
export const isOpen = ({isDisabled, isBeingDeleted}: IpPool): boolean => !isDisabled && !isBeingDeleted;

/** The fields that matter, as one line of evidence. */
export const poolLine = ({name, cidr, vxlanMode, ipipMode, isNatOutgoing, isDisabled}: IpPool): string =>
	`${name}: cidr ${cidr}, vxlanMode ${vxlanMode}, ipipMode ${ipipMode}, natOutgoing ${isNatOutgoing}, disabled ${isDisabled}`;
