import type {Subject} from '../core/check.ts';

/** The objects of RKE2's cluster DNS: https://github.com/rancher/rke2-charts/tree/main/charts/rke2-coredns */
const coredns = {namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'} as const;
export const corednsService = {kind: 'Service', ...coredns} as const satisfies Subject;
export const corednsDeployment = {kind: 'Deployment', ...coredns} as const satisfies Subject;
