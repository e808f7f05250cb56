package io.eligo.importing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A small folder of valid files: merchants 1 and 2, outlets 11 and 12, offers 21 to 24, users 91 and 92. */
record ImportFolderFixture(Path dir) {
    static String id(long n) {
        return new UUID(0, n).toString();
    }

    static ImportFolderFixture small(Path dir) {
        return new ImportFolderFixture(dir)
                .file(
                        "merchants.csv",
                        "id,business_name,status,category",
                        id(1) + ",Mama Mboga,Active,Groceries",
                        id(2) + ",Duka,pending,")
                .file(
                        "outlets.csv",
                        "id,merchant_id,name,description,is_active,review_status",
                        id(11) + "," + id(1) + ",Market,Stall 7,true,Approved",
                        id(12) + "," + id(2) + ",Town,,false,")
                .file(
                        "payment_points.csv",
                        "id,outlet_id,kind,is_active,deleted_at,review_status",
                        id(13) + "," + id(11) + ",TILL,true,,approved")
                .file(
                        "cashback_configurations.csv",
                        "id,merchant_id,name,start_date,end_date,is_active,deleted_at,eligible_customer_types,net_cashback_budget,used_cashback_budget,review_status",
                        id(21) + "," + id(1)
                                + ",Five back,,2026-12-31T23:59:59.123456789Z,true,,new;VIP,100.50,0,Approved")
                .file(
                        "cashback_tiers.csv",
                        "id,cashback_configuration_id,name,percentage,is_active,deleted_at,review_status",
                        id(31) + "," + id(21) + ",Tier,5,true,,Approved")
                .file(
                        "exclusive_offers.csv",
                        "id,merchant_id,name,description,start_date,end_date,is_active,deleted_at,eligible_customer_types,net_offer_budget,used_offer_budget,review_status",
                        id(22) + "," + id(1)
                                + ",Deal,,2026-01-01T00:00:00Z,2026-12-31T00:00:00Z,true,,Regular,10,1,Approved",
                        id(23) + ",,Everywhere,,2026-01-01T00:00:00Z,2026-12-31T00:00:00Z,true,,All;Vip,10,1,Approved")
                .file(
                        "loyalty_programs.csv",
                        "id,merchant_id,name,is_active,points_used_in_period,points_issued_limit,review_status",
                        id(24) + "," + id(1) + ",Club,true,5,,Approved")
                .file(
                        "loyalty_tiers.csv",
                        "id,loyalty_program_id,name,min_customer_type,is_active,deleted_at,review_status",
                        id(32) + "," + id(24) + ",Gold,Regular,true,,Approved")
                .file(
                        "loyalty_rewards.csv",
                        "id,loyalty_program_id,name,is_active,review_status",
                        id(33) + "," + id(24) + ",Tea,true,Approved")
                .file(
                        "offer_outlets.csv",
                        "offer_type,offer_id,outlet_id",
                        "Cashback," + id(21) + "," + id(11),
                        "Exclusive," + id(23) + "," + id(12))
                .file(
                        "customer_types.csv",
                        "user_id,merchant_id,type",
                        id(91) + "," + id(1) + ",vip",
                        id(92) + "," + id(2) + ",New");
    }

    ImportFolderFixture file(String name, String... lines) {
        return bytes(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    ImportFolderFixture bytes(String name, byte[] content) {
        try {
            Files.write(dir.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ImportFolderFixture zipped(String name, String... lines) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve(name)))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ImportFolderFixture add(String name, String... lines) {
        try {
            String text = Files.readString(dir.resolve(name)) + String.join("\n", lines) + "\n";
            return bytes(name, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImportFolderFixture replace(String name, String what, String by) {
        try {
            String text = Files.readString(dir.resolve(name));
            return bytes(name, text.replace(what, by).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The total bytes of its files. */
    long size() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImportFolderFixture without(String name) {
        try {
            Files.delete(dir.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
