/** Where a warden keeps what it knows: its table in AWS, or the folder of `nhi demo --data`. */
export type StoresPlace = { readonly table: string } | { readonly data: string };
