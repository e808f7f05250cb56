package io.eligo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class EligoApplication {
    public static void main(String[] args) {
        SpringApplication.run(EligoApplication.class, args);
    }
}
